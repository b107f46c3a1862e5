import certification from './da/certification.json';
import core from './da/core.json';
import letters from './da/letters.json';
import records from './da/records.json';

/** Every message in Danish. These files name the keys; the other languages follow. */
export const da = { ...core, ...certification, ...letters, ...records };

export type MessageKey = keyof typeof da;
