import certification from './en/certification.json';
import core from './en/core.json';
import letters from './en/letters.json';
import records from './en/records.json';
import type { MessageKey } from './da';

/** Every message in English. */
export const en: Readonly<Record<MessageKey, string>> = { ...core, ...certification, ...letters, ...records };
