import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it came over SMTP. */
export type Arrival = Readonly<{ atMs: number; raw: string }>;

export type Mailbox = Readonly<{
  url: string;
  /** Settles when the next mail to this address arrives whose raw text matches. Ask before it is sent: what nobody waits for is only counted. */
  arrival(to: string, matching: RegExp): Promise<Arrival>;
  /** How many mails have arrived. */
  count(): number;
  close(): Promise<void>;
}>;

type Waiting = { matching: RegExp; resolve: (arrival: Arrival) => void };

/** An SMTP server in this process, so that it is known to the fraction of a millisecond when a mail arrives: once the whole of it is here. */
export async function openMailbox(): Promise<Mailbox> {
  const waiting = new Map<string, Waiting>();
  let arrived = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        const atMs = performance.now();
        arrived += 1;
        for (const { address } of session.envelope.rcptTo) {
          const wanted = waiting.get(address);
          const raw = wanted ? Buffer.concat(chunks).toString() : '';
          if (!wanted?.matching.test(raw)) continue;
          waiting.delete(address);
          wanted.resolve({ atMs, raw });
        }
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    arrival: (to, matching) => new Promise((resolve) => waiting.set(to, { matching, resolve })),
    count: () => arrived,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
