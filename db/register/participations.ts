import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import { localDay, type Instant } from '../../domain/core/calendar';
import { maskNationalId } from '../../domain/core/cpr';
import type { NameLookup } from '../../domain/register/name-lookup';
import type { Participation, ProgrammeEntry } from '../../domain/register/participation';
import { participationAgenda, participationIsOver, type ParticipationStep } from '../../domain/register/participation-agenda';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import { ranIn, reportYearOn } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { nationalIdOf } from '../core/people';
import { ruleBook } from '../core/rules';
import type { Trx } from '../core/transaction';
import { lookupOf } from './lookups';
import { entriesOf } from './programme-entries';
import { markChangedSince, openReports } from './yearly-reports';

export const participationColumns = columnsOf<Participation>({
  participationId: 'id',
  personId: 'person_id',
  organisationId: 'organisation_id',
  startOn: 'start_on',
  financing: 'financing',
  projectId: 'project_id',
  participantClass: 'participant_class',
  countryBackground: 'country_background',
  yearsInNorway: 'years_in_norway',
  education: 'education',
  norwegianLevel: 'norwegian_level',
  literacy: 'literacy',
  workExperience: 'work_experience',
  children: 'children',
  incomeBefore: 'income_before',
  endOn: 'end_on',
  mainReason: 'main_reason',
  subReason: 'sub_reason',
  situationAfter: 'situation_after',
  incomeAfter: 'income_after',
  ageWarning: 'age_warning',
  createdAt: 'created_at',
  savedAt: 'saved_at',
  dischargedAt: 'discharged_at',
  changedSinceDischarge: 'changed_since_discharge',
  returnOf: 'return_of',
  changedIn: 'changed_in',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});
const selected = participationColumns.selectFrom('participation');

/** A participation with everything its agenda and its pages depend on. */
export type ParticipationFile = Readonly<{
  participation: Participation;
  entries: readonly ProgrammeEntry[];
  /** The name as the register told it; `null` until then. The number as lists show it. */
  person: Readonly<{ name: string | null; maskedNumber: string }>;
  municipality: Readonly<{ organisationId: string; code: string; name: string }>;
  lookup: NameLookup | null;
  settled: Settled;
  rules: RegisterRules;
  agenda: Agenda<ParticipationStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

type Found = Participation &
  Readonly<{
    nextDueAt: Instant | null;
    over: boolean;
    settled: string[];
    personName: string | null;
    municipalityCode: string;
    municipalityName: string;
  }>;

const read = `select ${selected}, participation.next_due_at as "nextDueAt", participation.over,
    -- What another municipality was told is not told here: the name is shown once this participation has been told it.
    case when exists (select from name_lookup l where l.participation_id = participation.id and l.state = 'found') then p.name end as "personName", o.code as "municipalityCode", o.name as "municipalityName",
    (select coalesce(array_agg(occasion), '{}') from settled where case_id = participation.id) as settled
  from participation join person p on p.id = participation.person_id join organisation o on o.id = participation.organisation_id where participation.id = ?`;

export async function readParticipationFile(db: Knex, participationId: string, at: Instant): Promise<ParticipationFile | undefined> {
  const [found] = await rows<Found>(db.raw(read, [participationId]));
  if (!found) return undefined;
  const { nextDueAt, over, settled: occasions, personName, municipalityCode, municipalityName, ...participation } = found;
  const [entries, rules] = [await entriesOf(db, participationId), await rulesOf(db, participation, at)];
  const settled = new Set(occasions);
  const number = await nationalIdOf(db, participation.personId, 'NO');
  return {
    participation,
    entries,
    person: { name: personName, maskedNumber: number ? maskNationalId(number) : '' },
    municipality: { organisationId: participation.organisationId, code: municipalityCode, name: municipalityName },
    lookup: (await lookupOf(db, participationId)) ?? null,
    settled,
    rules,
    agenda: participationAgenda(participation, entries, settled, rules),
    nextDueAt,
    over,
  };
}

/** A participation alone, without what its pages need. */
export async function participation(db: Knex, participationId: string): Promise<Participation | undefined> {
  return (await rows<Participation>(db.raw(`select ${selected} from participation where participation.id = ?`, [participationId])))[0];
}

/** Every participation of a person, oldest first, in whichever municipality. */
export async function participationsOf(db: Knex, personId: string): Promise<Participation[]> {
  return rows(db.raw(`select ${selected} from participation where person_id = ? order by start_on, id`, [personId]));
}

/** The rules that rule a case of the register. */
export async function rulesOf(
  db: Knex,
  { rulesVersion: version, rulesOn: on }: Readonly<{ rulesVersion: number; rulesOn: Participation['rulesOn'] }>,
  at: Instant,
): Promise<RegisterRules> {
  return registerRules(await ruleBook(db), { version, on, today: localDay(at, zone) });
}

/** The rules of a case that begins now. */
export async function rulesNow(db: Knex, at: Instant): Promise<RegisterRules> {
  const [book, today] = [await ruleBook(db), localDay(at, zone)];
  return registerRules(book, { version: book.version, on: today, today });
}

/** Locks people, in the order of their ids: before any case of theirs (`design.md` 3). */
export async function lockPeople(trx: Trx, personIds: readonly string[]): Promise<void> {
  await trx.raw('select 1 from person where id = any(?::uuid[]) order by id for no key update', [personIds as string[]]);
}

/** Locks the person of a participation, then the participation. */
export async function lockParticipation(trx: Trx, participationId: string, at: Instant): Promise<ParticipationFile | undefined> {
  await trx.raw('select 1 from person where id = (select person_id from participation where id = ?) for no key update', [participationId]);
  await trx.raw('select 1 from participation where id = ? for update', [participationId]);
  return readParticipationFile(trx, participationId, at);
}

/** Adds a participation and wakes its story. */
export async function insertParticipation(trx: Trx, one: Participation, rules: RegisterRules, at: Instant): Promise<void> {
  const change = dueChange(undefined, participationAgenda(one, [], new Set(), rules), false, at, 'person');
  await trx('participation').insert({ ...row(one), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `participation/${one.participationId}`, one.participationId, change);
  await markChangedSince(trx, one.organisationId, [one]);
  // Somebody of last year who is registered now may be the first of her municipality.
  if (ranIn(one, reportYearOn(localDay(at, zone)))) await openReports(trx, at, one.organisationId);
}

/** Saves a participation: one version more, `next_due_at` computed anew by the entries as they stand, its story woken where needed. */
export async function saveParticipation(
  trx: Trx,
  file: ParticipationFile,
  after: Participation,
  at: Instant,
  by: 'person' | 'story' = 'person',
  justSettled?: string,
): Promise<Participation> {
  const settled = justSettled ? new Set([...file.settled, justSettled]) : file.settled;
  const saved = { ...after, version: file.participation.version + 1 };
  const entries = by === 'person' ? await entriesOf(trx, saved.participationId) : file.entries;
  const over = participationIsOver(saved);
  const change = dueChange(file, participationAgenda(saved, entries, settled, file.rules), over, at, by);
  await trx('participation')
    .where({ id: saved.participationId })
    .update({ ...row(saved), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `participation/${saved.participationId}`, saved.participationId, change);
  await markChangedSince(trx, saved.organisationId, [file.participation, saved]);
  return saved;
}

/** Does one step of a participation's story once. */
export async function onceParticipation(
  trx: Trx,
  participationId: string,
  due: Due,
  at: Instant,
  work: (file: ParticipationFile) => Promise<void>,
): Promise<void> {
  // What the story does changes no field: who is filling one in meanwhile is not told that somebody else was faster.
  const save = async (file: ParticipationFile): Promise<void> => {
    const settled = new Set([...file.settled, due.occasion]);
    const { participation: one, entries, rules } = file;
    const change = dueChange(file, participationAgenda(one, entries, settled, rules), participationIsOver(one), at, 'story');
    await trx('participation').where({ id: participationId }).update({ next_due_at: change.nextDueAt, over: change.over });
    await announce(trx, `participation/${participationId}`, participationId, change);
  };
  await once(
    trx,
    { kind: 'participation', id: participationId },
    due,
    at,
    () => lockParticipation(trx, participationId, at),
    async (file) => {
      await work(file);
      await save(file);
    },
    save,
  );
}

const row = (one: Participation): Record<string, unknown> => ({
  ...participationColumns.row(one),
  changed_in: JSON.stringify(one.changedIn),
});
