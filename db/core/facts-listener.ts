import { EventEmitter } from 'node:events';
import { Client, type QueryResultRow } from 'pg';
import { factsChannel } from './database';

/**
 * One connection of its own that hears which cases changed. Emits `facts` with case ids. Comes back by itself when the connection is lost; what was told
 * meanwhile is missed, so whoever listens also looks by itself.
 */
export class FactsListener extends EventEmitter<{ facts: [caseIds: string[]]; up: []; down: [] }> {
  #client: Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;
  #asking: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: string) {
    super();
  }

  /** Asks on the listening connection, one question after the other; `undefined` while it is lost. */
  async ask<T extends QueryResultRow>(sql: string, values: readonly unknown[]): Promise<T[] | undefined> {
    const asked = this.#asking.then(async () => (await this.#client?.query<T>(sql, [...values]))?.rows);
    this.#asking = asked.catch(() => undefined);
    return asked;
  }

  async start(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'frist-listener', keepAlive: true });
    const lost = (): void => {
      if (this.#client === client) this.#client = undefined;
      this.emit('down');
      client.removeAllListeners('notification');
      if (!this.#closed) this.#retry = setTimeout(() => void this.start(), 1_000).unref();
    };
    client.once('error', lost);
    client.on('error', () => undefined);
    client.once('end', () => client.emit('error', new Error('ended')));
    client.on('notification', ({ payload }) => this.emit('facts', (payload ?? '').split(',')));
    try {
      await client.connect();
      await client.query(`listen ${factsChannel}`);
      if (this.#closed) return await client.end();
      this.#client = client;
      this.emit('up');
    } catch {
      client.emit('error', new Error('not connected'));
    }
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}
