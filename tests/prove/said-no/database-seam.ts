import { Client } from 'pg';
import { timeOutMs, type Seam } from './seam';

/** Whoever names itself so is left alone: the proof's own eyes. */
export const calm = 'calm';

type Settle = (error: Error | null, result?: unknown) => void;
type Inner = Client &
  Readonly<{ database?: string; connectionParameters: { application_name?: string }; connection: { stream: { destroy(): void } } }>;

/**
 * Every question to one database comes by here, also those of the listener and of the limits: `pg` asks them all. One that comes to nothing takes its
 * connection with it, as a network does. @returns takes the seam away
 */
export function seamOfDatabase(name: string, seam: Seam): () => void {
  const { query, connect } = Client.prototype as unknown as Record<'query' | 'connect', (...args: unknown[]) => unknown>;
  const mine = (client: Inner): boolean => client.database === name && client.connectionParameters.application_name !== calm;

  function seamed(this: Inner, ...args: unknown[]): unknown {
    const submits = typeof (args[0] as { submit?: unknown } | null)?.submit === 'function';
    const how = mine(this) && !submits ? seam.fault('database') : undefined;
    if (!how) return query.apply(this, args);
    const last = args.at(-1);
    const callback = typeof last === 'function' ? (last as Settle) : undefined;
    const question = callback ? args.slice(0, -1) : args;
    const end = (error: Error): Error => {
      this.connection.stream.destroy();
      return error;
    };
    const failed = async (): Promise<Error> => {
      if (how === 'no') return end(withCode('read ECONNRESET', 'ECONNRESET'));
      if (how === 'late') {
        await new Promise((resolve) => setTimeout(resolve, timeOutMs));
        return end(withCode('read ETIMEDOUT', 'ETIMEDOUT'));
      }
      // Done, whatever came of it; then the line is gone before anybody hears.
      await (query.apply(this, question) as Promise<unknown>).catch(() => undefined);
      return end(new Error('Connection terminated unexpectedly'));
    };
    if (callback) {
      void failed().then(callback);
      return undefined;
    }
    return failed().then((error) => {
      throw error;
    });
  }
  function connected(this: Inner, ...args: unknown[]): unknown {
    const how = mine(this) && args.length === 0 ? seam.fault('database') : undefined;
    if (!how || how === 'did') return connect.apply(this, args);
    return Promise.reject(withCode('connect ECONNREFUSED', 'ECONNREFUSED'));
  }
  Object.assign(Client.prototype, { query: seamed, connect: connected });
  return () => void Object.assign(Client.prototype, { query, connect });
}

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });
