import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import PostalMime from 'postal-mime';
import { newId } from '../db/core/ids';
import { roundInMidst, type Enrolled } from './cases';
import { HttpClient } from './http-client';
import { load } from './load';
import type { Arrival } from './mailbox';
import { peerQueue } from './peers/queue';
import type { Mail } from './peers/worker';
import { employ, participants } from './people';
import { percentile } from './percentiles';
import { milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem, type System } from './system';

const graders = 4;
const certificateMail = /^Subject:.*\bJAR-\d{4}-\w+/m;

/** How long acknowledging and delivering took, one of each a verdict. */
type Taken = Readonly<{ acknowledgedMs: number[]; deliveredMs: number[] }>;

/** How long it takes from a verdict to the certificate in the mailbox, beside a bare workflow that mails at a signal. */
export async function verdictToLetter(scope: Scope, { small, say }: RunOptions): Promise<Report> {
  const size = small ? { counted: 20, warmUp: 4 } : { counted: 300, warmUp: 20 };
  const system = await startSystem(scope);
  const { mailbox } = system;
  await sendAtAllHours(system);
  const grader = await employ(system, 'grader');
  const enrolled = await roundInMidst(system, 'closed', await participants(system, size.counted + size.warmUp), true);
  await system.settled();
  await pause(3_000); // the stories that were just begun read their cases and go to sleep
  say(`verdict-to-letter: ${enrolled.length} answers wait for a verdict`);

  const client = new HttpClient(`${system.url}/api/v1`, graders);
  scope.add(() => client.close());
  let last: Arrival | undefined;
  const verdicts = await timed(enrolled, size.warmUp, async ({ enrolmentId, email }: Enrolled) => {
    const arrival = mailbox.arrival(email, certificateMail);
    const sentAt = performance.now();
    await client.send('POST', `/certification/enrolments/${enrolmentId}/grade`, { token: grader, body: { verdict: 'satisfactory' } });
    const acknowledgedMs = performance.now() - sentAt;
    last = await arrival;
    return { acknowledgedMs, deliveredMs: last.atMs - sentAt };
  });
  await system.settled();

  const { subject = '', text = '', html = '' } = await PostalMime.parse(last!.raw);
  const mailFile = join(system.folder, 'mail.json');
  writeFileSync(mailFile, JSON.stringify({ subject, text, html } satisfies Mail));
  await system.startProgram('Peer worker', 'dist/bench/peers/worker.js', { MAIL_FILE: mailFile });
  const waiting = enrolled.map(() => ({ workflowId: `mail-at-verdict/${newId()}`, email: `${newId()}@firm.example` }));
  await load(waiting, graders, ({ workflowId, email }) =>
    system.temporal.workflow.start('mailAtVerdict', { workflowId, taskQueue: peerQueue, args: [email] }),
  );
  await pause(3_000);
  const signals = await timed(waiting, size.warmUp, async ({ workflowId, email }) => {
    const arrival = mailbox.arrival(email, certificateMail);
    const sentAt = performance.now();
    await system.temporal.workflow.getHandle(workflowId).signal('verdict');
    const acknowledgedMs = performance.now() - sentAt;
    return { acknowledgedMs, deliveredMs: (await arrival).atMs - sentAt };
  });

  return {
    title: 'From verdict to letter',
    tables: [
      {
        head: ['', 'count', 'acknowledged p50 (ms)', 'p99', 'mail arrived p50 (ms)', 'p99'],
        rows: [
          row('verdict (POST …/grade) → certificate in the mailbox', verdicts),
          row('bare workflow: signal → activity → same mail', signals),
        ],
      },
    ],
    notes: [
      `${graders} at a time, each gives the next verdict when the letter of the one before has arrived; ${size.warmUp} of each went before and are not counted.`,
      `With each verdict come two letters, a certificate with its own story, and timeline entries; the bare workflow only mails.`,
    ],
  };
}

/** Certificates wait for the message hours; here every hour is one, whenever this is run. Set before the cases begin, for they keep their rules. */
export async function sendAtAllHours(system: System): Promise<void> {
  const token = await employ(system, 'agency');
  const body = { value: { opens: 0, closes: 24 }, reason: 'measured' };
  await system.http.send('PUT', '/rules/shared.messageHours', { token, body });
}

async function timed<T>(
  items: readonly T[],
  warmUp: number,
  once: (item: T) => Promise<{ acknowledgedMs: number; deliveredMs: number }>,
): Promise<Taken> {
  const taken: Taken = { acknowledgedMs: [], deliveredMs: [] };
  await load(items.slice(0, warmUp), graders, once);
  await load(items.slice(warmUp), graders, async (item) => {
    const { acknowledgedMs, deliveredMs } = await once(item);
    taken.acknowledgedMs.push(acknowledgedMs);
    taken.deliveredMs.push(deliveredMs);
  });
  return taken;
}

function row(name: string, { acknowledgedMs, deliveredMs }: Taken): string[] {
  const ends = (values: readonly number[]): string[] => [milliseconds(percentile(values, 50)), milliseconds(percentile(values, 99))];
  return [name, String(deliveredMs.length), ...ends(acknowledgedMs), ...ends(deliveredMs)];
}
