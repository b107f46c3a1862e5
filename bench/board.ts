import { roundInMidst } from './cases';
import { HttpClient } from './http-client';
import { steadily } from './load';
import { employ, participants } from './people';
import { percentile } from './percentiles';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem } from './system';

const perSecondAsked = 100;

/** How fast the board of a large round is answered while it is asked for a hundred times a second. */
export async function board(scope: Scope, { small, count: asks, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small ? { people: 300, asked: 100, warmUp: 20 } : { people: 10_000, asked: asks ?? 3_000, warmUp: 300 };
  const system = await startSystem(scope, { profileFolder });
  const token = await employ(system, 'coordinator');
  await roundInMidst(system, 'running', await participants(system, size.people), false);
  await system.settled();
  const { rounds } = await system.http.send<{ rounds: { id: string }[] }>('GET', '/certification/rounds', { token });
  const roundId = rounds[0]!.id;
  say(`board: a round with ${count(size.people)} enrolments`);

  const asked = [
    ['the board, a page of HTML', `${system.url}`, `/certification/rounds/${roundId}`],
    ['its counts and dates, JSON', `${system.url}/api/v1`, `/certification/rounds/${roundId}`],
    ['its enrolments, one page of JSON', `${system.url}/api/v1`, `/certification/rounds/${roundId}/enrolments`],
  ] as const;
  const rows: string[][] = [];
  for (const [name, url, path] of asked) {
    const client = new HttpClient(url, 64);
    scope.add(() => client.close());
    const ask = (): Promise<unknown> => client.send('GET', path, { token });
    await steadily(size.warmUp, perSecondAsked, ask);
    const before = await system.processorMs();
    const { eachMs, wallMs } = await steadily(size.asked, perSecondAsked, ask);
    const apiMs = ((await system.processorMs()).api - before.api) / size.asked;
    rows.push([
      name,
      count(eachMs.length),
      count((eachMs.length * 1_000) / wallMs),
      ...[50, 99].map((percent) => milliseconds(percentile(eachMs, percent))),
      milliseconds(apiMs),
    ]);
    say(`board: ${name}: p99 ${rows.at(-1)![4]} ms`);
  }
  return {
    title: 'A round board',
    tables: [{ head: ['', 'asked', 'per second', 'p50 (ms)', 'p99 (ms)', 'processor time of the API (ms)'], rows }],
    notes: [
      `${count(size.people)} enrolments in one round, ${perSecondAsked} requests a second whether or not those before are answered; measured from when each was due.`,
    ],
  };
}
