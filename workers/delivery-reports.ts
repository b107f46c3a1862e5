import type { AddressInfo } from 'node:net';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { SMTPServer } from 'smtp-server';
import { tellOwner } from '../activities/core/failed-letter';
import { clock } from '../db/core/clock';
import { markBounced } from '../db/core/letters';
import { transaction } from '../db/core/transaction';
import { readDeliveryReport } from '../letters/core/delivery-report';

export type DeliveryReports = Readonly<{ port: number; close(): Promise<void> }>;
export type DeliveryReportsOptions = Readonly<{ db: Knex; host: string; port: number; log: Logger }>;

/** Mail servers return the letter whole, with what it carries. */
const mailBytes = 25 * 1024 * 1024;

/**
 * Takes the mails that come to the address of reports, by SMTP. A letter that is reported as not delivered is `bounced`, and whoever looks after its case is
 * told (`domain.md` 1.3). Only who got a letter knows its `Message-ID`; all other mail is taken and forgotten.
 */
export async function startDeliveryReports({ db, host, port, log }: DeliveryReportsOptions): Promise<DeliveryReports> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: mailBytes,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= mailBytes) chunks.push(chunk);
      });
      stream.on('error', done);
      stream.on('end', () => {
        if (size > mailBytes) return done(Object.assign(new Error('Too large'), { responseCode: 552 }));
        take(Buffer.concat(chunks)).then(
          () => done(),
          (error: unknown) => {
            // The report itself names people: only where it broke is logged.
            log.error({ err: error }, 'delivery report not taken');
            done(Object.assign(new Error('Try again later'), { responseCode: 451 }));
          },
        );
      });
    },
  });

  async function take(raw: Buffer): Promise<void> {
    const failure = await readDeliveryReport(raw);
    if (!failure) return log.info('mail that is no report of a failure');
    await transaction(db, async (trx) => {
      const at = await clock(trx);
      const letter = await markBounced(trx, failure.messageId, failure.replyCode, at);
      if (letter) await tellOwner(trx, letter, 'letterBounced', at);
      log.info({ letterId: letter?.letterId, reply: failure.replyCode }, 'delivery report');
    });
  }

  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
