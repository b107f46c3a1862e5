import { Context } from '@temporalio/activity';
import type { Knex } from 'knex';
import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { Next } from '../../domain/core/agenda';
import { earliest, instantOf, plusMs, type Instant } from '../../domain/core/calendar';
import { clock, rehearsalNow } from '../../db/core/clock';
import { claimLetters, markRefused, markRetry, markSent, nextLetterAt, type ClaimedLetter } from '../../db/core/letters';
import { transaction } from '../../db/core/transaction';
import { noteLetter, tellOwner } from './failed-letter';

export type PostOfficeSteps = ReturnType<typeof createPostOffice>;

export type PostOfficeOptions = Readonly<{
  db: Knex;
  smtpUrl: string;
  from: string;
  /** The address that reports of letters which could not be delivered go to; that of `from` when there is none of its own. */
  reportsTo?: string | undefined;
  log: Logger;
}>;

const batch = 50;
/** Letters handed to the relay at a time; with the time-outs below a claimed batch is done well within its lease of three minutes. */
const connections = 5;
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 5_000 };

/** Opens the connections to the relay. */
export function openRelay(smtpUrl: string): Transporter {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  return createTransport({
    host: hostname,
    port: Number(port) || (protocol === 'smtps:' ? 465 : 587),
    secure: protocol === 'smtps:',
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    pool: true,
    maxConnections: connections,
    ...timeouts,
  });
}

/** How long a letter waits after its n-th attempt, in milliseconds: half a minute, doubled each time, an hour at most. */
export function retryWaitMs(attempts: number): number {
  return Math.min(3_600_000, 30_000 * 2 ** Math.max(0, attempts - 1));
}

/** The post office: reads which letters may go, and sends them. A mail server that is down holds up letters, never a deadline. */
export function createPostOffice({ db, smtpUrl, from, reportsTo, log }: PostOfficeOptions) {
  const relay = openRelay(smtpUrl);

  return {
    async readPostOffice(storyNow: Instant): Promise<Next<'deliverLetters'>> {
      const rehearsed = await rehearsalNow(db);
      const now = rehearsed ?? storyNow;
      const { dueNow, dueAt, retryAt } = await nextLetterAt(db, now);
      // Retries and leases go by the machine's clock, also in rehearsal: turned into a wait from the `now` that the story was given.
      const retry = retryAt && plusMs(now, Math.max(0, Date.parse(retryAt) - Date.now()));
      const looks = [retry, rehearsed ? null : dueAt].filter((at) => at !== null);
      const due = dueNow ? [{ step: 'deliverLetters' as const, occasion: dueNow, effectiveAt: now, dueAt: now }] : [];
      return { now, due, lookAt: looks.length > 0 ? earliest(...looks) : null, over: false };
    },

    /** Claims a batch of letters and hands them to the relay; each is marked by itself, so one bad address holds up nobody. */
    async deliverLetters(now: Instant): Promise<void> {
      const claimed = await claimLetters(db, now, batch);
      let next = 0;
      const clerk = async (): Promise<void> => {
        for (let letter = claimed[next++]; letter; letter = claimed[next++]) {
          await deliver(letter);
          Context.current().heartbeat();
        }
      };
      await Promise.all(Array.from({ length: Math.min(connections, claimed.length) }, clerk));
    },

    /** Closes the connections to the relay. */
    close(): void {
      relay.close();
    },
  };

  async function deliver(letter: ClaimedLetter): Promise<void> {
    try {
      await relay.sendMail({
        from,
        to: letter.email,
        ...(reportsTo ? { envelope: { from: reportsTo, to: letter.email } } : {}),
        messageId: letter.messageId,
        subject: letter.content.subject,
        text: letter.content.text,
        html: letter.content.html,
        // The letter's own date, not the minute a retry happened to succeed.
        date: new Date((await rehearsalNow(db)) ?? instantOf(Date.now())),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } catch (error) {
      await failed(letter, error as { responseCode?: number; code?: string });
      return;
    }
    await transaction(db, async (trx) => {
      const at = await clock(trx);
      if (await markSent(trx, letter.letterId, at)) await noteLetter(trx, letter, 'letterSent', at);
    });
  }

  async function failed(letter: ClaimedLetter, error: { responseCode?: number; code?: string }): Promise<void> {
    const reply = error.responseCode ?? null;
    // The text of an SMTP error repeats the address: only its codes are logged.
    log.warn({ letterId: letter.letterId, reply, code: error.code, attempts: letter.attempts }, 'letter not delivered');
    // "Try again later" is said of addresses too; only an address that nobody was asked about is refused without a reply.
    const permanent = reply === null ? error.code === 'EENVELOPE' : reply >= 500;
    if (!permanent) return markRetry(db, letter.letterId, reply, retryWaitMs(letter.attempts));
    await transaction(db, async (trx) => {
      const at = await clock(trx);
      if (!(await markRefused(trx, letter.letterId, reply, at))) return;
      await tellOwner(trx, letter, 'letterRefused', at);
    });
  }
}
