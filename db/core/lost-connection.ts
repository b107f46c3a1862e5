/** How the system says that a line is gone, was never there, or does not answer. */
const codes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the socket of a server that is just being started again
]);
/** SQLSTATE classes of which a later try may go through: connection, rollback (two that waited for each other), resources, operator; and 55P03, a lock not to be had. */
const states = /^(?:08|40|53|57)[0-9A-Z]{3}$|^55P03$/;
/** Neither `pg` nor knex gives these a code. Where it was in the middle of a question, knex puts that before: they are what the message ends with. */
const words =
  /(?:^| - )(?:Connection terminated(?: unexpectedly| due to connection timeout)?|Client has encountered a connection error and is not queryable|Client was closed and is not queryable|Unable to acquire a connection|timeout expired|timeout exceeded when trying to connect)$/;

/** Whether an error says that PostgreSQL could not be asked, or asks to be asked again: the same thing may go through a moment later. */
export function isPassing(error: unknown): boolean {
  const { code, name, message } = error as { code?: unknown; name?: unknown; message?: unknown };
  if (typeof code === 'string') return codes.has(code) || states.test(code);
  return name === 'KnexTimeoutError' || (typeof message === 'string' && words.test(message));
}
