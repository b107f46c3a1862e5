import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { clock } from '../db/core/clock';
import { captureMail } from '../db/core/mail-capture';
import { returningDomain, sendBack } from './mail-return';

export type MailCapture = Readonly<{ port: number; close(): Promise<void> }>;

/**
 * A real SMTP server that keeps every mail in the database instead of passing it on, so that letters can be read in the product.
 * @param reportsPort where reports are taken of letters that come back; without it none do
 */
export async function startMailCapture(db: Knex, port: number, reportsPort?: number): Promise<MailCapture> {
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
        const sender = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const recipients = session.envelope.rcptTo.map((to) => to.address);
        const keep = async (): Promise<void> => {
          const mail = await PostalMime.parse(raw);
          await captureMail(db, { receivedAt: await clock(db), messageId: mail.messageId ?? null, sender, recipients, raw });
        };
        // Answered only once it is kept: what was acknowledged is never lost.
        keep().then(() => {
          done();
          if (reportsPort === undefined || !sender) return;
          for (const recipient of recipients.filter((to) => to.toLowerCase().endsWith(`@${returningDomain}`)))
            void sendBack({ raw, sender, recipient }, reportsPort);
        }, done);
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
