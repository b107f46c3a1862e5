import { newId } from '../../../db/core/ids';
import type { Answer, TestServer } from '../../support/http';
import { rest, timeOutMs, type Seam } from './seam';

export type Body = Readonly<{
  id: string;
  code: string;
  state: string;
  version: number;
  certificate: { id: string; number: string } | null;
  batch: { finishedAt: string | null } | null;
}>;

/**
 * Somebody who acts over HTTP and does not give up: an answer that is lost, late or says "not now" is asked for again with the same key, as a browser or an
 * integration does.
 */
export class Hands {
  requests = 0;
  repeats = 0;
  /** Answers that no caller should get, whatever fails behind them. */
  readonly wrong: string[] = [];

  constructor(
    private readonly server: TestServer,
    private readonly tokens: Readonly<Record<string, string>>,
    private readonly seam: Seam,
    private readonly between: () => Promise<void>,
  ) {}

  async do(as: string, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Body> {
    const key = newId();
    for (let tries = 0; tries < 400; tries += 1) {
      this.requests += 1;
      if (tries > 0) this.repeats += 1;
      const answer = await this.#once(as, method, path, body, key);
      if (answer && answer.status < 300) return answer.body;
      if (answer && answer.status < 500) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      if (answer && answer.body?.code !== 'unavailable') this.wrong.push(`${method} ${path}: ${answer.status} ${answer.body?.code}`);
      await rest(20);
    }
    throw new Error(`${method} ${path}: no answer, however often it was asked for`);
  }

  async #once(as: string, method: string, path: string, body: unknown, key: string): Promise<Answer<Body> | undefined> {
    const how = this.seam.fault('http');
    if (how === 'no') return undefined;
    if (how === 'late') return void (await rest(timeOutMs));
    const answer = await this.server.call<Body>(method, path, {
      ...(this.tokens[as] ? { token: this.tokens[as] } : {}),
      ...(body === undefined ? {} : { body }),
      ...(method === 'POST' ? { headers: { 'idempotency-key': key } } : {}),
    });
    return how === 'did' ? undefined : answer;
  }

  /** Lets rehearsed time pass, and waits until it has. */
  async passTo(to: string): Promise<void> {
    const begun = await this.do('coordinator', 'POST', '/rehearsal/advance', { to: new Date(to).toISOString() });
    for (;;) {
      const now = await this.do('coordinator', 'GET', `/rehearsal/advances/${begun.id}`);
      if (now.state === 'done') return;
      if (now.state === 'failed') throw new Error(`stuck: ${JSON.stringify((now as unknown as { stuck: unknown }).stuck)}`);
      await this.between();
      await rest(100);
    }
  }
}
