import type { Knex } from 'knex';
import { fileOf } from '../../db/core/files';
import { rows } from '../../db/core/columns';
import type { Round } from '../../domain/certification/round';
import * as enrolments from '../../api/certification/enrolment-commands';
import { cancelRound } from '../../api/certification/cancel-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { recordUses } from '../../api/certification/use-commands';
import { clock } from '../../db/core/clock';
import type { Instant } from '../../domain/core/calendar';
import { as, somebody } from './people';

/** Where time and people act: a stage, or anything that can let time pass. */
export type Acting = Readonly<{ db: Knex; passTo(instant: string): Promise<unknown> }>;

/** When the story of a round begins. */
export const beginning: Instant = '2026-01-20T09:00:00.000Z';

const material = [fileOf('materiale.txt', 'text/plain', Buffer.from('Læs dette.'))];

/**
 * One round with four people, made so that every step of every story happens: one passes and lapses two years later, one is never admitted, one never
 * delivers, one is returned and never corrects; the material is late. A second round is cancelled with somebody in it.
 * @param meanwhile what else is lived through in July 2026, before the two years pass
 */
export async function liveARound({ db, passTo }: Acting, meanwhile?: (acting: Acting) => Promise<void>): Promise<Round> {
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const grader = await somebody(db, 'bent@wsp.example', 'grader');
  await somebody(db, 'nanna@nord.example', 'region', 'nordjylland');
  const region = await somebody(db, 'nanna@nord.example');
  const round = await createRound(await as(db, coordinator), { year: 2026, number: 2 });
  await publishRound(await as(db, coordinator), round.roundId);
  await passTo('2026-02-25T12:00:00+01:00');

  const enrol = async (email: string): Promise<string> =>
    (
      await signUp(await as(db, coordinator), round.roundId, {
        kind: 'full',
        source: 'form',
        person: { name: email.split('@')[0]!, email },
      })
    ).enrolmentId;
  const passes = await enrol('anna@firma.example');
  await enrol('berit@firma.example');
  const silent = await enrol('carl@firma.example');
  const returned = await enrol('dorte@firma.example');
  for (const one of [passes, silent, returned]) await enrolments.admit(await as(db, coordinator), one);

  await passTo('2026-04-10T12:00:00+02:00');
  await uploadMaterial(await as(db, coordinator), round.roundId, material);
  await passTo('2026-05-02T12:00:00+02:00');
  for (const [one, email] of [
    [passes, 'anna@firma.example'],
    [returned, 'dorte@firma.example'],
  ] as const) {
    // prettier-ignore
    const participant = await somebody(db, email);
    await enrolments.finishSelfStudy(await as(db, participant), one);
    await enrolments.handIn(await as(db, participant), one, { text: `Besvarelse af ${email}`, files: [] });
  }
  await passTo('2026-05-16T10:00:00+02:00');
  await enrolments.gradeAnswer(await as(db, grader), passes, 'satisfactory', undefined);
  await enrolments.gradeAnswer(await as(db, grader), returned, 'not_satisfactory', 'Kilder mangler.');
  await passTo('2026-07-01T12:00:00+02:00');
  const [certificate] = await rows<{ number: string }>(db.raw('select number from certificate'));
  await recordUses(await as(db, region), [
    {
      eventId: 'e-1',
      person: certificate!.number,
      region: 'nordjylland',
      caseNumber: '101-1',
      kind: 'draft_edit',
      at: '2026-06-30T10:00:00+02:00',
    },
  ]);
  const cancelled = await createRound(await as(db, coordinator), { year: 2026, number: 3 });
  await publishRound(await as(db, coordinator), cancelled.roundId);
  await signUp(await as(db, coordinator), cancelled.roundId, {
    kind: 'full',
    source: 'form',
    person: { name: 'erik', email: 'erik@firma.example' },
  });
  await cancelRound(await as(db, coordinator), cancelled.roundId, 'For få tilmeldte.');
  await meanwhile?.({ db, passTo });
  await passTo('2028-07-02T12:00:00+02:00');
  return round;
}

/** Everything that the round left behind, without ids and without the instants at which workers happened to act. */
export async function factsOf(db: Knex): Promise<Readonly<Record<string, unknown>>> {
  const read = async (sql: string): Promise<unknown[]> => rows(db.raw(sql));
  return {
    clock: await clock(db),
    rounds: await read('select year, number, state, closed_at, over, next_due_at from round order by 1, 2'),
    enrolments: await read(
      'select p.email, e.state, e.cause, e.ended_at, e.material_released_at, e.verdict, e.correction_until_on, e.over, e.next_due_at from enrolment e join person p on p.id = e.person_id order by 1',
    ),
    certificates: await read(
      'select p.email, c.issued_on, c.last_active_on, c.over, c.next_due_at from certificate c join person p on p.id = c.person_id order by 1',
    ),
    settled: await read(
      `select case_kind, step, occasion, how, effective_at from settled where case_kind <> 'nightly' order by 1, 2, 3, 4, 5`,
    ),
    letters: await read(
      "select p.email, l.template, l.occasion, l.state, l.due_at from letter l join person p on p.id = l.person_id where l.occasion not like 'received:%' order by 1, 2, 3",
    ),
    receipts: await read(
      `select p.email, l.template, l.state from letter l join person p on p.id = l.person_id where l.occasion like 'received:%' order by 1, 2`,
    ),
    mails: await read('select recipients[1] as recipient, count(distinct message_id) as letters from captured_mail group by 1 order by 1'),
    events: await read('select what, effective_at, count(*) from timeline_event group by 1, 2 order by 1, 2'),
    tasks: await read('select what, role, done_at is not null as done from task order by 1, 2'),
  };
}

/** How many mails arrived more than once. */
export async function repeatedMails(db: Knex): Promise<number> {
  const [row] = await rows<{ count: number }>(db.raw('select count(*) - count(distinct message_id) as count from captured_mail'));
  return row?.count ?? 0;
}
