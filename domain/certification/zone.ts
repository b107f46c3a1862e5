import type { Zone } from '../core/calendar';

/** Certification keeps Danish time (`domain.md` 1.1). */
export const zone: Zone = 'Europe/Copenhagen';
