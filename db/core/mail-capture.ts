import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import { rows } from './columns';
import { newId } from './ids';

export type CapturedMail = Readonly<{
  mailId: string;
  receivedAt: Instant;
  messageId: string | null;
  sender: string;
  recipients: string[];
}>;

/** A mail in a list: `head` is its beginning, where subject and senders stand. */
export type ListedMail = CapturedMail & Readonly<{ head: Buffer }>;

/** How much of a mail a list reads, in bytes. */
const headBytes = 8_000;

/** Keeps a mail that our own SMTP server took. */
export async function captureMail(db: Knex, mail: Omit<CapturedMail, 'mailId'> & { raw: Buffer }): Promise<void> {
  await db('captured_mail').insert({
    id: newId(),
    received_at: mail.receivedAt,
    message_id: mail.messageId,
    sender: mail.sender,
    recipients: mail.recipients,
    raw: mail.raw,
  });
}

/** Captured mails, newest first. */
export async function capturedMails(db: Knex, recipient: string | null, limit: number): Promise<ListedMail[]> {
  return rows(
    db.raw(
      `select id as "mailId", received_at as "receivedAt", message_id as "messageId", sender, recipients, substring(raw from 1 for ?::int) as head from captured_mail
       where (?::text is null or ? = any(recipients)) order by received_at desc, id desc limit ?`,
      [headBytes, recipient, recipient, limit],
    ),
  );
}

/** The whole mail as it came over SMTP. */
export async function capturedMail(db: Knex, mailId: string): Promise<{ receivedAt: Instant; raw: Buffer } | undefined> {
  return (
    await rows<{ receivedAt: Instant; raw: Buffer }>(
      db.raw('select received_at as "receivedAt", raw from captured_mail where id = ?', [mailId]),
    )
  )[0];
}
