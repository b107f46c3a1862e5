import type { Instant } from '../domain/core/calendar';
import { livedThrough } from './advance';
import { addToken } from '../db/core/access';
import { employ } from './people';
import type { System } from './system';

/** When the rehearsal of a round begins. */
export const beforeTheRound: Instant = '2026-01-20T09:00:00.000Z';

const year = 2026;
const number = 2; // its deadline is 15 May

type Enrolment = Readonly<{ id: string; state: string; person: { id: string }; certificate: { id: string; number: string } | null }>;

/** The enrolments of a round that was lived through, by what became of them. */
export type RoundLife = Readonly<Record<'passed' | 'passedToo' | 'failed' | 'failedAgain' | 'undelivered', Enrolment>>;

/** Lives one round through the HTTP API: two pass, one never corrects, one corrects in vain, one never delivers. */
export async function liveARound(system: System): Promise<RoundLife> {
  const { http } = system;
  const [coordinator, grader, agency] = [
    await employ(system, 'coordinator'),
    await employ(system, 'grader'),
    await employ(system, 'agency'),
  ];
  const post = <T = Enrolment>(path: string, token: string, body?: unknown): Promise<T> =>
    http.send('POST', `/certification${path}`, { token, body });
  const passTo = (to: Instant): Promise<unknown> => livedThrough(system, agency, { to });

  const round = await post('/rounds', coordinator, { year, number });
  await post(`/rounds/${round.id}/publish`, coordinator);
  await passTo('2026-02-25T11:00:00.000Z');
  const enrol = async (name: string): Promise<{ id: string; token: string }> => {
    const person = { name, email: `${name}@firm.example` };
    const { id, person: added } = await post(`/rounds/${round.id}/enrolments`, coordinator, { kind: 'full', person });
    await post(`/enrolments/${id}/admit`, coordinator);
    return { id, token: (await addToken(system.db, added.id, 'bench', 30)).token };
  };
  const passed = await enrol('passed');
  const passedToo = await enrol('passed-too');
  const failed = await enrol('failed');
  const failedAgain = await enrol('failed-again');
  const undelivered = await enrol('undelivered');
  const handIn = ({ id, token }: { id: string; token: string }, text: string): Promise<unknown> =>
    http.send('PUT', `/certification/enrolments/${id}/answer`, { token, body: { text } });
  const grade = ({ id }: { id: string }, verdict: 'satisfactory' | 'not_satisfactory'): Promise<unknown> =>
    post(`/enrolments/${id}/grade`, grader, verdict === 'satisfactory' ? { verdict } : { verdict, shortcomings: 'Kilder mangler.' });

  await passTo('2026-03-20T11:00:00.000Z');
  const material = new FormData();
  material.append('files', new Blob(['Læs dette.']), 'materiale.txt');
  await http.send('PUT', `/certification/rounds/${round.id}/material`, { token: coordinator, body: material });
  await passTo('2026-05-13T10:00:00.000Z'); // reminded twice by now
  const delivering = [passed, passedToo, failed, failedAgain];
  for (const one of delivering) {
    await post(`/enrolments/${one.id}/self-study-done`, one.token);
    await handIn(one, 'Besvarelse');
    await handIn(one, 'Bedre besvarelse');
  }
  await passTo('2026-05-18T08:00:00.000Z');
  for (const one of [passed, passedToo]) await grade(one, 'satisfactory');
  for (const one of [failed, failedAgain]) await grade(one, 'not_satisfactory');
  await passTo('2026-05-20T08:00:00.000Z');
  await handIn(failedAgain, 'Rettet besvarelse');
  await grade(failedAgain, 'not_satisfactory');
  await passTo('2026-06-01T08:00:00.000Z');

  const seen = async ({ id }: { id: string }): Promise<Enrolment> =>
    http.send('GET', `/certification/enrolments/${id}`, { token: coordinator });
  return {
    passed: await seen(passed),
    passedToo: await seen(passedToo),
    failed: await seen(failed),
    failedAgain: await seen(failedAgain),
    undelivered: await seen(undelivered),
  };
}
