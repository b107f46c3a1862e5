import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { clock } from '../db/core/clock';
import { captureMail } from '../db/core/mail-capture';

export type MailCapture = Readonly<{ port: number; close(): Promise<void> }>;

/** A real SMTP server that keeps every mail in the database instead of passing it on, so that letters can be read in the product. */
export async function startMailCapture(db: Knex, port: number): Promise<MailCapture> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: 25 * 1024 * 1024,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        const keep = async (): Promise<void> => {
          const mail = await PostalMime.parse(raw);
          const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
          await captureMail(db, {
            receivedAt: await clock(db),
            messageId: mail.messageId ?? null,
            sender,
            recipients: session.envelope.rcptTo.map((to) => to.address),
            raw,
          });
        };
        // Answered only once it is kept: what was acknowledged is never lost.
        keep().then(() => done(), done);
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
