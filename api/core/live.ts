import { createSession, type Session } from 'better-sse';
import type { Request, Response } from 'express';
import { FactsListener } from '../../db/core/facts-listener';

/** Whom a connection wants to hear about. */
type Listening = Readonly<{ session: Session; res: Response; topics: ReadonlySet<string> }>;

/** Tells open pages that a case changed: the event's name is `case-<id>`, it carries nothing, the page fetches anew under its own policies. */
export class Live {
  readonly #open = new Set<Listening>();
  readonly #listener: FactsListener;

  constructor(databaseUrl: string) {
    this.#listener = new FactsListener(databaseUrl);
    this.#listener.on('facts', (caseIds) => this.#tell(new Set(caseIds.map((caseId) => `case-${caseId}`))));
  }

  async start(): Promise<void> {
    await this.#listener.start();
  }

  /** Opens a stream of the topics that the asker may see. */
  async open(req: Request, res: Response, topics: ReadonlySet<string>): Promise<void> {
    res.setHeader('X-Accel-Buffering', 'no');
    const session = await createSession(req, res, { keepAlive: 20_000, retry: 2_000 });
    const listening = { session, res, topics };
    this.#open.add(listening);
    session.once('disconnected', () => this.#open.delete(listening));
  }

  /** Ends all streams, so that a server that is stopping need not wait for them. */
  async stop(): Promise<void> {
    await this.#listener.stop();
    for (const { res } of this.#open) res.end();
    this.#open.clear();
  }

  #tell(changed: ReadonlySet<string>): void {
    for (const { session, topics } of this.#open) for (const topic of topics) if (changed.has(topic)) session.push('', topic);
  }
}
