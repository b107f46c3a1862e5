import { readdirSync } from 'node:fs';
import { rows } from '../../../db/core/columns';
import { until } from '../../../tools/engine/wait';
import type { System } from '../../../bench/system';
import { lookInto, type Held } from '../support/probe';

/** What a process holds once nobody asks anything. */
export type Rest = Held & Readonly<{ poolClients: number; otherSockets: number; temporaryFiles: number }>;

/** PostgreSQL's clients at rest: how many of each process, none of them in the middle of something. */
const clientsOf = { api: ['frist-api', 'frist-sessions'], worker: ['frist-worker'] } as const;

/** The folders of a proof: where the probes write, and the temporary files of API and worker. */
export type Folders = Readonly<{ probes: string; temporary: string }>;

/** Waits until nothing is under way, then looks. */
export async function restOf({ db, processes }: System, part: 'api' | 'worker', { probes, temporary }: Folders): Promise<Rest> {
  const clients = async (state: string): Promise<number> => {
    const [row] = await rows<{ count: number }>(
      db.raw(`select count(*)::int as count from pg_stat_activity where application_name = any(?::text[]) and state ${state}`, [
        clientsOf[part] as unknown as string[],
      ]),
    );
    return row?.count ?? 0;
  };
  await until(`no client of the ${part} is in the middle of something`, async () => (await clients(`<> 'idle'`)) === 0, {
    withinMs: 30_000,
  });
  let poolClients = await clients('is not null');
  let held = await lookInto(processes[part], probes);
  // A client that rested for long enough is closed between the two looks.
  for (let now = await clients('is not null'); now !== poolClients; now = await clients('is not null')) {
    poolClients = now;
    held = await lookInto(processes[part], probes);
  }
  return { ...held, poolClients, otherSockets: held.openSockets - poolClients, temporaryFiles: readdirSync(temporary).length };
}

/** A heap may grow this much between two equal batches, in bytes: what V8 keeps of its own. */
const heapSlack = 2_000_000;
/** Connections to the mail server come and go, five at most (`activities/core/post-office.ts`). */
const relaySlack = 5;
/** Timers come and go with the clients of a pool and with what is done every few seconds; one that a request leaves behind comes by the dozen. */
const timerSlack = 10;
/** Memory that the system gave stays with the process for a while. */
const rssSlack = 48_000_000;

/**
 * What grew. After a batch more may be held than before (what is compiled late, what was never asked before), so memory is compared between the ends of two equal
 * batches: a leak grows with each. Handles, clients, files and listeners are compared with the warm process, and may not grow at all.
 */
export function grown(warm: Rest, first: Rest, second: Rest, each: number): { leaks: string[]; figures: Record<string, string | number> } {
  const leaks: string[] = [];
  const count = (what: string, of: (rest: Rest) => number, slack = 0): void => {
    if (of(second) > of(warm) + slack) leaks.push(`${what}: ${of(warm)} -> ${of(first)} -> ${of(second)}`);
  };
  count('sockets beside those to PostgreSQL', (rest) => rest.otherSockets, relaySlack);
  count('open files', (rest) => rest.openFiles.length);
  count('temporary files', (rest) => rest.temporaryFiles);
  count('listeners', (rest) => rest.listeners);
  count('warnings', (rest) => rest.warnings.length);
  count('script contexts', (rest) => rest.contexts);
  count('timers', (rest) => rest.handles['Timeout'] ?? 0, timerSlack);
  for (const kind of new Set([warm, second].flatMap((rest) => Object.keys(rest.handles))))
    if (!ofItsSockets.has(kind)) count(`handles: ${kind}`, (rest) => rest.handles[kind] ?? 0);
  const heap = second.heapUsed - first.heapUsed;
  const rss = second.rss - first.rss;
  if (heap > heapSlack) leaks.push(`heap: ${Math.round(heap / each)} bytes each`);
  if (rss > rssSlack) leaks.push(`memory: ${Math.round(rss / each)} bytes each`);
  const kB = (bytes: number): number => Math.round(bytes / 1_000);
  return {
    leaks,
    figures: {
      'heap kB warm, after one, after two': [warm, first, second].map((rest) => kB(rest.heapUsed)).join(' '),
      'heap bytes each in the second batch': Math.round(heap / each),
      'rss MB': [warm, first, second].map((rest) => Math.round(rest.rss / 1e6)).join(' '),
      'pool clients': [warm, first, second].map((rest) => rest.poolClients).join(' '),
      'other sockets': [warm, first, second].map((rest) => rest.otherSockets).join(' '),
      'open files': [warm, first, second].map((rest) => rest.openFiles.length).join(' '),
      handles: JSON.stringify(second.handles),
    },
  };
}

/** Handles that come and go with the clients of the pool, or with what is done every few seconds: counted by sockets and as timers. */
const ofItsSockets: ReadonlySet<string> = new Set(['TCPSocketWrap', 'Timeout', 'Immediate', 'TCPConnectWrap']);
