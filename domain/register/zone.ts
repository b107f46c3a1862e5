import type { Zone } from '../core/calendar';

/** Where days of the register begin (`domain.md` 1.1). */
export const zone: Zone = 'Europe/Oslo';
