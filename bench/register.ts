import { addDays, localDay, type Instant } from '../domain/core/calendar';
import type { NameLookup } from '../domain/register/name-lookup';
import type { Participation } from '../domain/register/participation';
import type { RegisterRules } from '../domain/register/rules';
import { zone } from '../domain/register/zone';
import { ensureOrganisation } from '../db/core/access';
import { clock } from '../db/core/clock';
import { newId } from '../db/core/ids';
import { transaction } from '../db/core/transaction';
import { rulesNow } from '../db/register/participations';
import { insertProject } from '../db/register/projects';
import { norwegianNumber } from '../tests/support/norwegian-numbers';
import { daysFrom } from './cases';
import { insertCases, type Case } from './register-rows';
import type { System } from './system';

export type Municipality = Readonly<{ organisationId: string; code: string; projectId: string }>;
/** A participation that is in the register already. */
export type Registered = Readonly<{ participationId: string; number: string; name: string | null }>;
/** How far along somebody is, and where the question for her name stands. */
export type Along = Readonly<{
  at: 'registering' | 'running' | 'ended' | 'discharged';
  startedDaysAgo: number;
  lookup: Pick<NameLookup, 'state'> & Partial<NameLookup>;
}>;

/** The code of the municipality that `employ` employs for. */
const firstCode = 301;
/** Rows of one statement. */
const batch = 2_500;

/** Makes municipalities with a project each; the first is the one whose people `employ` adds. */
export async function municipalities({ db }: System, many: number): Promise<Municipality[]> {
  return transaction(db, async (trx) => {
    const today = localDay(await clock(trx), zone);
    const made: Municipality[] = [];
    for (let at = 0; at < many; at += 1) {
      const code = String(firstCode + 100 * at).padStart(4, '0');
      const organisationId = await ensureOrganisation(trx, 'municipality', code, `${code} kommune`);
      const projectId = newId();
      const project = { projectId, organisationId, name: 'Jobbsjansen', startsOn: addDays(today, -2_000), endsOn: null };
      await insertProject(trx, { ...project, offersProgramme: true, version: 1 });
      made.push({ organisationId, code, projectId });
    }
    return made;
  });
}

/** Synthetic women's numbers, each once. */
export function* womenNumbers(): Generator<string> {
  for (let year = 99; year >= 60; year -= 1)
    for (let month = 1; month <= 12; month += 1)
      for (let day = 1; day <= 28; day += 1)
        for (let individual = 0; individual < 500; individual += 2) {
          const number = norwegianNumber({ day, month, year, individual });
          if (number !== undefined) yield number;
        }
}

/**
 * Puts participations into the register of a municipality, many a statement, each with person, key, sealed number, programme, question for the name and the
 * beginning of its timeline. Their stories are not begun: what would be due by now waits for nobody.
 * @param along how far along the n-th is
 */
export async function register(
  { db }: System,
  municipality: Municipality,
  numbers: Iterator<string, unknown>,
  many: number,
  along: (nth: number) => Along,
): Promise<Registered[]> {
  const made: Registered[] = [];
  while (made.length < many) {
    const some = Math.min(batch, many - made.length);
    await transaction(db, async (trx) => {
      const now = await clock(trx);
      const rules = await rulesNow(trx, now);
      const cases = Array.from({ length: some }, () => {
        const nth = made.length;
        const number = String(numbers.next().value);
        const one = caseOf(municipality, along(nth), nth, rules, now);
        made.push({ participationId: one.participation.participationId, number, name: one.name });
        return { ...one, number };
      });
      await insertCases(trx, cases, rules, now);
    });
  }
  return made;
}

const firstNames = ['Amina', 'Berit', 'Dalia', 'Eva', 'Fatima', 'Grete', 'Hodan', 'Ingrid', 'Jasmin', 'Kari', 'Leila', 'Maryam', 'Nadia'];
const lastNames = [
  'Aas',
  'Bakke',
  'Dahl',
  'Eide',
  'Farah',
  'Haugen',
  'Ismail',
  'Lund',
  'Moe',
  'Nordmann',
  'Solberg',
  'Vik',
  'Østby',
  'Åsen',
];

function nameOf(nth: number): string {
  return `${firstNames[nth % firstNames.length]} ${lastNames[Math.floor(nth / 7) % lastNames.length]}-${lastNames[Math.floor(nth / 90) % lastNames.length]}`;
}

const background = {
  participantClass: 'home_parent',
  countryBackground: 'SO',
  yearsInNorway: 6,
  education: 'primary',
  norwegianLevel: 'a2',
  literacy: 'reads_and_writes',
  workExperience: 'abroad',
  children: 3,
  incomeBefore: 'social_assistance',
} as const;
const ending = { mainReason: 'completed', subReason: 'full_time_work', situationAfter: 'full_time_work', incomeAfter: 'wage' } as const;
const empty = Object.fromEntries([...Object.keys(background), ...Object.keys(ending), 'endOn', 'projectId'].map((field) => [field, null]));

function caseOf({ organisationId, projectId }: Municipality, along: Along, nth: number, rules: RegisterRules, now: Instant): Case {
  const today = localDay(now, zone);
  const startOn = addDays(today, -along.startedDaysAgo);
  const [participationId, personId] = [newId(), newId()];
  const filled = along.at !== 'registering';
  const over = along.at === 'ended' || along.at === 'discharged';
  const savedAt = daysFrom(now, -(nth % 700) / 100);
  const participation = {
    ...empty,
    // One of ten has no background yet.
    ...(filled ? { projectId, participantClass: background.participantClass, ...(nth % 10 === 9 ? {} : background) } : {}),
    ...(over ? { ...ending, endOn: addDays(startOn, Math.floor(along.startedDaysAgo / 2)) } : {}),
    participationId,
    personId,
    organisationId,
    startOn,
    financing: nth % 4 === 3 ? 'social_assistance' : 'jobbsjansen_grant',
    ageWarning: null,
    createdAt: daysFrom(now, -Math.min(along.startedDaysAgo, 27)),
    savedAt,
    dischargedAt: along.at === 'discharged' ? savedAt : null,
    changedSinceDischarge: false,
    returnOf: null,
    changedIn: {},
    rulesVersion: rules.version,
    rulesOn: today,
    version: 2,
  } as Participation;
  const activity = { kind: 'activity', type: 'norwegian', fromOn: startOn, toOn: null, hoursPerWeek: 12.5, changedIn: 1 } as const;
  const lookup: NameLookup = {
    lookupId: newId(),
    participationId,
    personId,
    organisationId,
    nationalIdId: newId(),
    mismatch: null,
    askedAt: participation.createdAt,
    attempts: 1,
    lastStatus: 200,
    lastAskedAt: participation.createdAt,
    nextTryAt: null,
    answeredAt: participation.createdAt,
    rulesVersion: rules.version,
    rulesOn: today,
    version: 2,
    ...along.lookup,
  };
  return {
    participation,
    entries: filled ? [{ entryId: newId(), ...activity }] : [],
    lookup,
    name: lookup.state === 'found' ? nameOf(nth) : null,
  };
}
