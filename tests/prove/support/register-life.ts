import type { Knex } from 'knex';
import type { InvitationStep } from '../../../domain/register/invitation-agenda';
import type { LookupStep } from '../../../domain/register/name-lookup';
import type { ParticipationStep } from '../../../domain/register/participation-agenda';
import type { ReportStep } from '../../../domain/register/report-agenda';
import { plusMinutes } from '../../../domain/core/calendar';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { rows } from '../../../db/core/columns';
import { wake } from '../../../db/core/outbox';
import { transaction } from '../../../db/core/transaction';
import { lookupOf } from '../../../db/register/lookups';
import { createParticipation } from '../../../api/register/participation-commands';
import { until } from '../../../tools/engine/wait';
import { womanNumber } from '../../support/norwegian-numbers';
import { as, somebody } from '../../support/people';
import { allowSynthetic } from '../../support/register-people';
import { liveInTheRegister } from '../../support/register-story';
import { factsOf, type Acting } from '../../support/round-story';
import { bears } from '../register/town';

/** What each step of the register's stories is called as an activity: a new step does not compile until it is lived through here. */
const activities: Readonly<{
  invitation: Readonly<Record<InvitationStep, string>>;
  participation: Readonly<Record<ParticipationStep, string>>;
  'name-lookup': Readonly<Record<LookupStep, string>>;
  'yearly-report': Readonly<Record<ReportStep, string>>;
}> = {
  invitation: { remindOfInvitation: 'remindOfInvitation', expireInvitation: 'expireInvitation' },
  participation: { warnOfLength: 'warnOfLength', askForEnd: 'askForEnd', askForDischarge: 'askForDischarge', askForFields: 'askForFields' },
  'name-lookup': { askRegister: 'askRegister', showDelay: 'showLookupDelay', giveUp: 'giveUpLookup' },
  'yearly-report': { remindOfReport: 'remindOfReport', noteOverdue: 'noteOverdue' },
};

/** Every step of every kind of story of the register, and what they need of the base: their letters, and the night in which reports open. */
export const everyRegisterStep: readonly string[] = [
  ...Object.entries(activities).flatMap(([kind, steps]) => Object.values(steps).map((step) => `${kind} ${step}`)),
  'post-office deliverLetters',
  'nightly keepHouse',
];

/** The municipality of `liveInTheRegister`, and before it a name whose turn is long in coming. */
export async function liveRichlyInTheRegister(acting: Acting): Promise<void> {
  await longTurn(acting);
  await liveInTheRegister(acting);
}

/** Three minutes pass for a participant whose question has not had its turn: that it takes longer shows, and then it is asked. */
async function longTurn({ db }: Acting): Promise<void> {
  const admin = await somebody(db, 'marit@oslo.example', 'municipality_admin', '0301');
  await allowSynthetic(db, 'on', admin);
  // A day of questions is lived through in seconds: of the turns this one alone is tried.
  await bears(db, 1_000_000, admin);
  // Turns go by the machine's clock; this one comes when it is let.
  await db.raw(`update lookup_turn set next_at = clock_timestamp() + interval '1 hour'`);
  const { participation } = await createParticipation(await as(db, admin), {
    nationalId: womanNumber(16, 6, 88, 13),
    startOn: '2026-01-20',
    municipality: '0301',
    financing: 'municipal_funds',
  });
  const { lookupId } = (await lookupOf(db, participation.participationId))!;
  const held = async (): Promise<boolean> =>
    (await rows(db.raw('select 1 from name_lookup where id = ? and turn_at is not null', [lookupId]))).length > 0;
  const state = async (): Promise<string> => (await lookupOf(db, participation.participationId))!.state;
  const woken = (): Promise<void> => transaction(db, (trx) => wake(trx, `name-lookup/${lookupId}`));
  await until('its turn is drawn', held, { withinMs: 60_000, everyMs: 10 });
  await setRehearsalClock(db, plusMinutes(await clock(db), 3));
  await woken();
  await until('it is delayed', async () => (await state()) === 'delayed', { withinMs: 60_000, everyMs: 10 });
  await db.raw(`update lookup_turn set next_at = '-infinity'`);
  await db.raw('update name_lookup set turn_at = null where id = ?', [lookupId]);
  await woken();
  await until('its name is found', async () => (await state()) === 'found', { withinMs: 60_000, everyMs: 10 });
}

/** What the municipality came to, without ids. How often a silent register was asked depends on the id of the look-up, and so do the instants. */
export async function registerFacts(db: Knex): Promise<Readonly<Record<string, unknown>>> {
  const read = async (sql: string): Promise<unknown[]> => rows(db.raw(sql));
  const { clock: now, letters, receipts, mails, events } = await factsOf(db);
  return {
    now,
    letters,
    receipts,
    mails,
    events,
    tasks: await read('select what, role, done_at is not null as done from task order by 1, 2, 3'),
    settled: await read(
      `select case_kind, step, occasion, how, effective_at from settled where case_kind <> 'nightly' and step <> 'askRegister' order by 1, 2, 3, 4, 5`,
    ),
    invitations: await read('select role, links, opened_at, accepted_at, revoked_at, expired_at, over, next_due_at from invitation'),
    participations: await read(
      `select p.start_on, p.end_on, p.financing, p.participant_class, p.saved_at, p.over, p.next_due_at, p.version, person.name,
         array(select e.type || ' ' || e.from_on from programme_entry e where e.participation_id = p.id order by 1) as entries
       from participation p join person on person.id = p.person_id order by p.created_at, p.start_on, p.end_on`,
    ),
    lookups: await read(
      `select l.state, l.mismatch, l.asked_at, l.answered_at, l.last_status, l.over, l.next_due_at from name_lookup l order by l.asked_at, l.state`,
    ),
    // Each question that was kept is settled once, and counted once.
    asked: await read(
      `select l.attempts = (select count(*) from settled s where s.case_id = l.id and s.step = 'askRegister') as settled,
         l.attempts <= (select count(*) from lookup_attempt a where a.lookup_id = l.id) as counted from name_lookup l`,
    ),
    reports: await read('select year, state, due_on, opened_at, over, next_due_at from yearly_report order by year'),
  };
}
