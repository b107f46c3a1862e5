import { pino, type Logger } from 'pino';

/** Never in a log, wherever it is nested up to three deep. */
const hidden = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'token',
  'secret',
  'name',
  'email',
  'employer',
  'nationalId',
  'cpr',
  'fnr',
  'text',
  'subject',
  'html',
  'to',
  'reason',
  'shortcomings',
];
const paths = ['', '*.', '*.*.'].flatMap((depth) =>
  hidden.map((key) => (key.includes('-') ? `${depth.slice(0, -1)}["${key}"]` : `${depth}${key}`)),
);

/** Errors whose messages the code itself made; those of databases, mail servers and parsers repeat what people typed (`design.md` 1.2). */
const ownMessages: ReadonlySet<string> = new Set([
  'Refusal',
  'ConfigFaults',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'AssertionError',
  'SyntaxError',
]);

/** What of an error may be logged: its kind, its codes, where it was thrown; its message only when it is our own. */
export function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const { code, constraint, table, routine, syscall } = error as Error & Record<string, unknown>;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    kind: error.name,
    ...(ownMessages.has(error.name) ? { message: error.message } : {}),
    ...Object.fromEntries(Object.entries({ code, constraint, table, routine, syscall }).filter(([, value]) => typeof value === 'string')),
    stack: frames.slice(0, 12).map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: safeError(error.cause) } : {}),
  };
}

/** The log of a process: JSON lines on standard output, without personal data. */
export function createLog(process: string, level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: paths.filter((path) => path !== '["set-cookie"]' && path !== '["cookie"]'), censor: '[hidden]' },
    serializers: { err: safeError, error: safeError },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination ? pino(options, destination) : pino(options);
}
