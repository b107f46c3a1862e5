import type { Knex } from 'knex';
import { certificateSteps } from '../../../domain/certification/certificate';
import { enrolmentSteps } from '../../../domain/certification/enrolment-agenda';
import { roundSteps } from '../../../domain/certification/round';
import { rows } from '../../../db/core/columns';
import { fileOf } from '../../../db/core/files';
import { confirmCorrection, correctEnrolment } from '../../../api/certification/correction-commands';
import { admitAll, finishSelfStudy, gradeAnswer, handIn } from '../../../api/certification/enrolment-commands';
import { extendDeadline } from '../../../api/certification/extension-commands';
import { endLegacy, registerLegacyAccess } from '../../../api/certification/legacy-commands';
import { declareOutage } from '../../../api/certification/outage-commands';
import { createRound, publishRound, uploadMaterial } from '../../../api/certification/round-commands';
import { signUp } from '../../../api/certification/sign-up-commands';
import { setRule } from '../../../api/core/rule-commands';
import { as, somebody } from '../../support/people';
import { factsOf, liveARound, repeatedMails, type Acting } from '../../support/round-story';
import type { Stage } from '../../support/stage';

/** Every step of every kind of story, from the types of the agendas: a new one fails the proofs until it is lived through here. */
export const everyStep: readonly string[] = [
  ...enrolmentSteps.map((step) => `enrolment ${step}`),
  ...certificateSteps.map((step) => `certificate-lifetime ${step}`),
  ...roundSteps.map((step) => `round ${step === 'releaseMaterial' ? 'releaseRoundMaterial' : step}`),
  'batch workBatch',
  'post-office deliverLetters',
  'nightly keepHouse',
];

/** The round of `liveARound`, and beside it one to which everything happens that may befall a round. */
export async function liveRichly(acting: Acting): Promise<void> {
  await liveARound(acting, troubledRound);
}

/**
 * A round with four people: one with a deadline of their own, one whose verdict is taken back after the certificate is out and given anew, one who never
 * delivers, one whose late answer is in time once an outage is declared. Before it a rule is set that moves the running cases; legacy access begins and ends.
 */
async function troubledRound({ db, passTo }: Acting): Promise<void> {
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const second = await somebody(db, 'sune@wsp.example', 'coordinator');
  const grader = await somebody(db, 'bent@wsp.example', 'grader');
  const agency = await somebody(db, 'signe@styrelsen.example', 'agency');
  const region = await somebody(db, 'nanna@nord.example');
  const access = await registerLegacyAccess(await as(db, region), {
    region: 'nordjylland',
    person: { name: 'Lis', email: 'lis@firma.example' },
    evidenceOn: '2015-05-01',
    evidence: 'Liste fra 2015.',
  });
  // What the round before left to do is done first: a batch counts the cases that are open.
  await passTo('2026-07-01T12:01:00+02:00');
  await setRule(await as(db, agency), 'jar.expiryWarnings', { value: [100, 30, 7], transition: 'move', reason: 'Tidligere varsel.' });

  const { roundId } = await createRound(await as(db, coordinator), { year: 2026, number: 4 });
  await publishRound(await as(db, coordinator), roundId);
  await uploadMaterial(await as(db, coordinator), roundId, [fileOf('m.txt', 'text/plain', Buffer.from('Læs dette.'))]);
  await passTo('2026-09-15T12:00:00+02:00');
  const enrol = async (name: string): Promise<{ id: string; personId: string }> => {
    const email = `${name}@firma.example`;
    const { enrolmentId: id } = await signUp(await as(db, coordinator), roundId, { kind: 'full', source: 'form', person: { name, email } });
    return { id, personId: await somebody(db, email) };
  };
  const [extended, corrected, silent, late] = [await enrol('gerda'), await enrol('hans'), await enrol('ida'), await enrol('jens')];
  await admitAll(await as(db, coordinator), roundId);
  const answer = async ({ id, personId }: { id: string; personId: string }): Promise<void> =>
    void (await handIn(await as(db, personId), id, { text: 'Min besvarelse.', files: [] }));

  await passTo('2026-11-10T12:00:00+01:00');
  for (const { id, personId } of [extended, corrected, silent, late]) await finishSelfStudy(await as(db, personId), id);
  await answer(corrected);
  await extendDeadline(await as(db, coordinator), extended.id, { deadlineOn: '2026-11-20', reason: 'Sygdom.' });
  await passTo('2026-11-16T10:00:00+01:00');
  await answer(late);
  // Told that it came late before it turns out not to: which of the two is quicker would be chance.
  await passTo('2026-11-16T10:01:00+01:00');
  await declareOutage(await as(db, agency), {
    fromAt: '2026-11-15T09:00:00.000Z',
    toAt: '2026-11-16T08:00:00.000Z',
    reason: 'Strømmen gik.',
  });
  await passTo('2026-11-17T10:00:00+01:00');
  await gradeAnswer(await as(db, grader), corrected.id, 'satisfactory', undefined);
  await gradeAnswer(await as(db, grader), late.id, 'not_satisfactory', 'Kilder mangler.');
  await passTo('2026-11-18T10:00:00+01:00');
  const { asked } = await correctEnrolment(await as(db, coordinator), corrected.id, { what: 'verdict', reason: 'Det var en fejl.' });
  await confirmCorrection(await as(db, second), asked!.correctionId);
  await gradeAnswer(await as(db, grader), corrected.id, 'satisfactory', undefined);
  await passTo('2026-11-19T10:00:00+01:00');
  await answer(late);
  await gradeAnswer(await as(db, grader), late.id, 'satisfactory', undefined);
  await passTo('2026-11-24T10:00:00+01:00');
  await endLegacy(await as(db, region), access.legacyAccessId, { endedOn: '2026-11-24', reason: 'Stoppet.' });
}

/** What the rich story left behind, so that two runs of it can be compared: random ids in occasions read `*`. */
export async function richFacts(db: Knex): Promise<Readonly<Record<string, unknown>>> {
  const read = async (sql: string): Promise<unknown[]> => rows(db.raw(sql));
  const facts = {
    ...(await factsOf(db)),
    certificates: await read(
      'select p.email, c.issued_on, c.last_active_on, c.revoked_on, c.replaced_on, c.over, c.next_due_at from certificate c join person p on p.id = c.person_id order by 1, 2, 5',
    ),
    batches: await read('select kind, rule_key, part, done, total, due_at, started_at, finished_at from batch order by due_at'),
    corrections: await read('select what, state, asked_at, settled_at from correction order by asked_at'),
    outages: await read('select from_at, to_at, enrolments, reopened from outage order by 1'),
    legacy: await read('select p.email, l.evidence_on, l.ended_on from legacy_access l join person p on p.id = l.person_id order by 1'),
    rounds: await read('select year, number, state, deadline_on, closed_at, over, next_due_at from round order by 1, 2'),
  };
  return JSON.parse(JSON.stringify(facts).replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '*')) as typeof facts;
}

/** What a run came to: its facts, and how many mails came twice. */
export async function endOf(stage: Stage): Promise<Readonly<{ facts: Readonly<Record<string, unknown>>; repeated: number }>> {
  return { facts: await richFacts(stage.db), repeated: await repeatedMails(stage.db) };
}
