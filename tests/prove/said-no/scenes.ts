import type { Hands } from './hands';

/** People of the scenes, by a short name: an address, and a role of an organisation. */
export const people = {
  coordinator: ['karen@wsp.example', 'coordinator'],
  grader: ['bent@wsp.example', 'grader'],
  agency: ['aksel@styrelsen.example', 'agency'],
  north: ['nanna@nord.example', 'region', 'nordjylland'],
  south: ['signe@syd.example', 'region', 'syddanmark'],
  anna: ['anna@firma.example'],
  berit: ['berit@firma.example'],
  carl: ['carl@firma.example'],
  dorte: ['dorte@firma.example'],
  erik: ['erik@firma.example'],
} as const;
export type Who = keyof typeof people;

/** A story of the suite, lived over HTTP alone. */
export type Scene = Readonly<{ name: string; begins: string; live(hands: Hands, ids: Readonly<Record<Who, string>>): Promise<void> }>;

const enrolments = '/certification/enrolments';
const rounds = '/certification/rounds';

async function aRound(hands: Hands, number: number, more: object = {}): Promise<string> {
  const { id } = await hands.do('coordinator', 'POST', rounds, { year: 2026, number, ...more });
  await hands.do('coordinator', 'POST', `${rounds}/${id}/publish`);
  return id;
}
async function material(hands: Hands, id: string): Promise<void> {
  const form = new FormData();
  form.append('files', new Blob(['Læs dette.']), 'materiale.txt');
  await hands.do('coordinator', 'PUT', `${rounds}/${id}/material`, form);
}
async function enrol(hands: Hands, roundId: string, who: Who, admitted = true): Promise<string> {
  const person = { name: who, email: people[who][0] };
  const { id } = await hands.do('coordinator', 'POST', `${rounds}/${roundId}/enrolments`, { kind: 'full', source: 'form', person });
  if (admitted) await hands.do('coordinator', 'POST', `${enrolments}/${id}/admit`);
  return id;
}
async function handIn(hands: Hands, who: Who, id: string, studied = false): Promise<void> {
  if (!studied) await hands.do(who, 'POST', `${enrolments}/${id}/self-study-done`);
  await hands.do(who, 'PUT', `${enrolments}/${id}/answer`, { text: `Besvarelse af ${who}` });
}
const grade = (hands: Hands, id: string, verdict: 'satisfactory' | 'not_satisfactory') =>
  hands.do('grader', 'POST', `${enrolments}/${id}/grade`, {
    verdict,
    ...(verdict === 'satisfactory' ? {} : { shortcomings: 'Kilder mangler.' }),
  });
const use = (hands: Hands, eventId: string, person: string, at: string) =>
  hands.do('north', 'POST', '/certification/uses', { eventId, person, region: 'nordjylland', caseNumber: '101-1', kind: 'draft_edit', at });

/** The smallest first: that one is lived through beside the other tests. */
export const scenes: readonly Scene[] = [
  {
    name: 'warning',
    begins: '2026-03-01T09:00:00.000Z',
    async live(hands, ids) {
      const { id } = await hands.do('south', 'POST', '/certification/proofs', { personId: ids.anna, courseOn: '2024-06-10' });
      await hands.passTo('2026-03-12T09:00:00+01:00');
      await hands.do('coordinator', 'POST', `/certification/certificates/${id}/revoke`, { reason: 'Udlånt til en kollega' });
      await hands.passTo('2026-03-12T10:00:00+01:00');
    },
  },
  {
    name: 'revocation',
    begins: '2026-03-01T09:00:00.000Z',
    async live(hands, ids) {
      const proof = async (who: Who) => hands.do('south', 'POST', '/certification/proofs', { personId: ids[who], courseOn: '2024-06-10' });
      const [, revoked] = [await proof('anna'), await proof('berit')];
      await hands.passTo('2026-03-12T09:00:00+01:00');
      await hands.do('coordinator', 'POST', `/certification/certificates/${revoked.id}/revoke`, { reason: 'Udlånt til en kollega' });
      await hands.passTo('2026-06-11T09:00:00+02:00');
    },
  },
  {
    name: 'thread',
    begins: '2026-03-01T09:00:00.000Z',
    async live(hands) {
      const round = await aRound(hands, 2);
      await material(hands, round);
      const id = await enrol(hands, round, 'anna');
      await hands.passTo('2026-05-10T10:00:00+02:00');
      await handIn(hands, 'anna', id);
      await hands.passTo('2026-05-16T00:00:00+02:00');
      await grade(hands, id, 'satisfactory');
      await hands.passTo('2028-05-17T09:00:00+02:00');
    },
  },
  {
    name: 'round',
    begins: '2026-01-20T09:00:00.000Z',
    async live(hands) {
      const round = await aRound(hands, 2);
      await hands.passTo('2026-02-25T12:00:00+01:00');
      const passes = await enrol(hands, round, 'anna');
      await enrol(hands, round, 'berit', false);
      await enrol(hands, round, 'carl');
      const returned = await enrol(hands, round, 'dorte');
      await hands.passTo('2026-04-10T12:00:00+02:00');
      await material(hands, round);
      await hands.passTo('2026-05-02T12:00:00+02:00');
      await handIn(hands, 'anna', passes);
      await handIn(hands, 'dorte', returned);
      await hands.passTo('2026-05-16T10:00:00+02:00');
      await grade(hands, passes, 'satisfactory');
      await grade(hands, returned, 'not_satisfactory');
      await hands.passTo('2026-07-01T12:00:00+02:00');
      const { certificate } = await hands.do('coordinator', 'GET', `${enrolments}/${passes}`);
      await use(hands, 'e-1', certificate!.number, '2026-06-30T10:00:00+02:00');
      const cancelled = await aRound(hands, 3);
      await enrol(hands, cancelled, 'erik', false);
      await hands.do('coordinator', 'POST', `${rounds}/${cancelled}/cancel`, { reason: 'For få tilmeldte.' });
      await hands.passTo('2028-07-02T12:00:00+02:00');
    },
  },
  {
    name: 'deadlines',
    begins: '2026-01-05T09:00:00.000Z',
    async live(hands) {
      const first = await aRound(hands, 2, { deadlineOn: '2026-04-10' });
      await material(hands, first);
      await hands.passTo('2026-03-20T12:00:00+01:00');
      const [extended, other] = [await enrol(hands, first, 'anna'), await enrol(hands, first, 'berit')];
      const silent = await enrol(hands, first, 'carl');
      await hands.passTo('2026-03-21T12:00:00+01:00');
      await hands.do('anna', 'POST', `${enrolments}/${extended}/self-study-done`);
      await hands.do('coordinator', 'POST', `${enrolments}/${extended}/extend`, { deadlineOn: '2026-04-17', reason: 'Sygdom.' });
      await handIn(hands, 'berit', other);
      await hands.passTo('2026-04-11T10:00:00+02:00');
      await hands.do('agency', 'POST', '/certification/outages', {
        fromAt: '2026-04-10T08:00:00.000Z',
        toAt: '2026-04-12T07:00:00.000Z',
        reason: 'Strømmen gik.',
      });
      await hands.passTo('2026-04-12T10:00:00+02:00');
      await handIn(hands, 'carl', silent);
      await hands.passTo('2026-04-17T23:59:00+02:00');
      await handIn(hands, 'anna', extended, true);
      await hands.passTo('2026-04-18T12:00:00+02:00');
      for (const id of [extended, other, silent]) await grade(hands, id, 'satisfactory');
      await hands.passTo('2026-04-20T12:00:00+02:00');
    },
  },
  {
    name: 'rule batch',
    begins: '2026-03-01T09:00:00.000Z',
    async live(hands, ids) {
      for (const who of ['anna', 'berit', 'carl', 'dorte', 'erik'] as const)
        await hands.do('south', 'POST', '/certification/proofs', { personId: ids[who], courseOn: '2025-06-01' });
      await hands.do('agency', 'PUT', '/rules/jar.idleYears', { value: 3, reason: 'decided' });
      await hands.passTo('2026-04-01T12:00:00+02:00');
      await hands.do('agency', 'PUT', '/rules/jar.expiryWarnings', {
        value: [10],
        validFrom: '2026-05-01',
        transition: 'move',
        reason: 'decided',
      });
      await hands.passTo('2028-06-02T12:00:00+02:00');
    },
  },
];
