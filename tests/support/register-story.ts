import type { Knex } from 'knex';
import type { PopulationRegister } from '../../activities/register/population-register';
import { invite } from '../../api/register/invitation-commands';
import { createParticipation, endParticipation, saveEntry, saveFields } from '../../api/register/participation-commands';
import { addProject } from '../../api/register/project-commands';
import { clock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { addRuleSetting } from '../../db/core/rules';
import { transaction } from '../../db/core/transaction';
import { womanNumber } from './norwegian-numbers';
import { as, somebody } from './people';
import { allowSynthetic } from './register-people';
import type { Acting } from './round-story';
import { syntheticRegister } from './synthetic-register';

const silent = womanNumber(14, 6, 88, 9);

/** The population register of the story: it never answers about one of them. */
export const halfSilentRegister: PopulationRegister = {
  personOf: async (number) =>
    number === silent ? Promise.resolve({ kind: 'later', status: 503, retryAfterMs: null }) : syntheticRegister.personOf(number),
};

/**
 * The steps that the kept runs of the register's stories do. That a look-up is delayed shows by itself only where its turn is long in coming; and one that is never
 * answered gives up in a later run of its story than the long one that is kept. */
export const registerSteps = [
  'invitation remindOfInvitation',
  'invitation expireInvitation',
  'name-lookup askRegister',
  'participation warnOfLength',
  'participation askForEnd',
  'participation askForDischarge',
  'participation askForFields',
  'yearly-report remindOfReport',
  'yearly-report noteOverdue',
] as const;

/**
 * A municipality in which nobody is in time: a colleague who never accepts, a participant whose name the register never tells, one whose fields stay empty and whose
 * end is missed, and a report that nobody submits. Begins in January 2026.
 */
export async function liveInTheRegister({ db, passTo }: Acting): Promise<void> {
  const admin = await somebody(db, 'marit@oslo.example', 'municipality_admin', '0301');
  await allowSynthetic(db, 'on', await somebody(db, 'dag@imdi.example', 'directorate', 'imdi'));
  await setDays(db, 'register.lookupDays', 1, admin);
  const by = async () => as(db, admin);
  await invite(await by(), { name: 'Kari Kollega', email: 'kari@oslo.example', phone: '22 00 00 00' });
  const wanted = { startOn: '2026-01-22', municipality: '0301', financing: 'jobbsjansen_grant' };
  await createParticipation(await by(), { ...wanted, nationalId: silent });
  const { participation } = await createParticipation(await by(), { ...wanted, nationalId: womanNumber(15, 6, 88, 11) });
  const { project } = await addProject(await by(), { municipality: '0301', name: 'P1', startsOn: '2020-01-01', offersProgramme: true });
  await saveFields(await by(), participation.participationId, participation.version, {
    projectId: project.projectId,
    participantClass: 'other',
  });
  await saveEntry(await by(), participation.participationId, {
    kind: 'activity',
    type: 'norwegian',
    fromOn: '2026-01-25',
    toOn: '2026-05-01',
    hoursPerWeek: 20,
  });
  await passTo('2028-02-01T12:00:00+01:00');
  await endParticipation(await by(), participation.participationId, { endOn: '2028-02-01' });
  await passTo('2028-04-01T12:00:00+02:00');
}

/** A fortnight of a register that does not answer is three hundred questions: a day of them shows as much. */
async function setDays(db: Knex, key: string, value: number, setBy: string): Promise<void> {
  await transaction(db, async (trx) =>
    addRuleSetting(trx, { key, value, validFrom: '2000-01-01', setBy, setAt: await clock(trx), moves: false, reason: 'test' }),
  );
}

/** The stories of the register's cases, each with a name. */
export async function registerStories({ db }: Pick<Acting, 'db'>): Promise<{ story: string; name: string }[]> {
  return rows(
    db.raw(
      `select 'invitation/' || id as story, 'invitation' as name from invitation
       union all select 'participation/' || id, 'participation-' || row_number() over (order by id) from participation
       union all select 'name-lookup/' || id, 'name-lookup-' || row_number() over (order by id) from name_lookup
       union all select 'yearly-report/' || id, 'yearly-report-' || year from yearly_report`,
    ),
  );
}
