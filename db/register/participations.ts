import type { Knex } from 'knex';
import { nextDueAt, type Agenda, type Due, type Settled } from '../../domain/core/agenda';
import { localDay, type Instant } from '../../domain/core/calendar';
import { maskNationalId } from '../../domain/core/cpr';
import type { RequiredRules } from '../../domain/register/fields';
import type { NameLookup } from '../../domain/register/name-lookup';
import type { Participation, ProgrammeEntry } from '../../domain/register/participation';
import { participationAgenda, participationIsOver, type ParticipationStep } from '../../domain/register/participation-agenda';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import { ranIn, reportYearOn } from '../../domain/register/yearly-report';
import { zone } from '../../domain/register/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { openNationalId } from '../core/people';
import { newestRules, ruleBook } from '../core/rules';
import { touch, type Trx } from '../core/transaction';
import { lookupOf } from './lookups';
import { entriesOfRow } from './programme-entries';
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
  /** What somebody is asked to do about it now. */
  openTasks: readonly string[];
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
    entries: ProgrammeEntry[];
    openTasks: string[];
    numberId: string | null;
    numberSealed: Buffer;
    newest: number;
  }>;

const readFile = `select ${selected}, participation.next_due_at as "nextDueAt", participation.over,
    -- What another municipality was told is not told here: the name is shown once this participation has been told it.
    case when participation.told_person_id = participation.person_id then p.name end as "personName", o.code as "municipalityCode", o.name as "municipalityName",
    (select coalesce(array_agg(occasion), '{}') from settled where case_id = participation.id) as settled,
    (select coalesce(array_agg(what), '{}') from task where case_id = participation.id and done_at is null) as "openTasks",
    ${entriesOfRow} as entries, n.id as "numberId", n.sealed as "numberSealed", ${newestRules} as newest
  from participation join person p on p.id = participation.person_id join organisation o on o.id = participation.organisation_id
    left join lateral (select id, sealed from national_id where person_id = p.id and country = 'NO' and ceased_at is null limit 1) n on true
  where participation.id = ?`;

export async function readParticipationFile(db: Knex, participationId: string, at: Instant): Promise<ParticipationFile | undefined> {
  const [found] = await rows<Found>(db.raw(readFile, [participationId]));
  if (!found) return undefined;
  const { nextDueAt: dueAt, over, settled: occasions, openTasks, personName, municipalityCode, municipalityName, ...read } = found;
  const { entries, numberId, numberSealed, newest, ...participation } = read;
  const rules = await rulesOf(db, participation, at, newest);
  const settled = new Set(occasions);
  const number = numberId === null ? undefined : openNationalId(db, { id: numberId, sealed: numberSealed });
  return {
    participation,
    entries,
    person: { name: personName, maskedNumber: number ? maskNationalId(number) : '' },
    municipality: { organisationId: participation.organisationId, code: municipalityCode, name: municipalityName },
    lookup: (await lookupOf(db, participationId)) ?? null,
    settled,
    openTasks,
    rules,
    agenda: participationAgenda(participation, entries, settled, rules),
    nextDueAt: dueAt,
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
  newest?: number,
): Promise<RegisterRules> {
  return registerRules(await ruleBook(db, newest), { version, on, today: localDay(at, zone) });
}

/** What is required of each of many cases, by the rules that rule it. */
export async function rulesOfEach(db: Knex): Promise<(one: Pick<Participation, 'rulesVersion' | 'rulesOn'>) => RequiredRules> {
  const book = await ruleBook(db);
  const known = new Map<string, RequiredRules>();
  return ({ rulesVersion: version, rulesOn: on }) => {
    const key = `${version} ${on}`;
    // Neither of them moves, so the day on which it is asked does not matter.
    const rules = known.get(key) ?? registerRules(book, { version, on, today: on });
    known.set(key, rules);
    return rules;
  };
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
  await trx.raw('select lock_participation(?)', [participationId]);
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

/** Saves a participation: one version more, `next_due_at` computed anew by the entries of the file, its story woken where needed. */
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
  const over = participationIsOver(saved);
  const change = dueChange(file, participationAgenda(saved, file.entries, settled, file.rules), over, at, by);
  await trx('participation')
    .where({ id: saved.participationId })
    .update({ ...row(saved), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `participation/${saved.participationId}`, saved.participationId, change);
  await markChangedSince(trx, saved.organisationId, [file.participation, saved]);
  // As somebody who is registered late, she may now be the first of last year.
  const year = reportYearOn(localDay(at, zone));
  if (ranIn(saved, year) && !ranIn(file.participation, year)) await openReports(trx, at, saved.organisationId);
  return saved;
}

/** The file of a participation that was saved while it was locked, and nothing but its fields: the same as reading it again. */
export function fileAfter(file: ParticipationFile, saved: Participation): ParticipationFile {
  const agenda = participationAgenda(saved, file.entries, file.settled, file.rules);
  return { ...file, participation: saved, agenda, nextDueAt: nextDueAt(agenda), over: participationIsOver(saved) };
}

/** Keeps what is known of the age. No field is changed: who is filling one in is not told that somebody else was faster. */
export async function setAgeWarning(trx: Trx, participationId: string, warning: Participation['ageWarning']): Promise<void> {
  await trx('participation').where({ id: participationId }).update({ age_warning: warning });
  touch(trx, participationId);
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
