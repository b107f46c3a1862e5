import certification from './nb/certification.json';
import core from './nb/core.json';
import letters from './nb/letters.json';
import records from './nb/records.json';
import type { MessageKey } from './da';

/** Every message in Norwegian bokmål. */
export const nb: Readonly<Record<MessageKey, string>> = { ...core, ...certification, ...letters, ...records };
