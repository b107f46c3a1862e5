import type { RuleBook } from '../../domain/core/rules';
import type { Participation, ProgrammeEntry } from '../../domain/register/participation';
import { registerRules, type RegisterRules } from '../../domain/register/rules';
import type { Around, Project } from '../../domain/register/saving';

const book: RuleBook = { version: 0, settings: [] };

/** The rules of the book, but for what the test is about. */
export function theRegisterRules(changed: Partial<RegisterRules> = {}): RegisterRules {
  return { ...registerRules(book, { version: 0, on: '2026-01-01', today: '2026-01-01' }), ...changed };
}

export const aProject: Project = {
  projectId: '00000000-0000-7000-8000-00000000000a',
  organisationId: '00000000-0000-7000-8000-00000000000b',
  name: 'Jobbsjansen',
  startsOn: '2020-01-01',
  endsOn: null,
  offersProgramme: true,
  version: 1,
};

/** A participation with the four mandatory fields, as it is created. */
export function aParticipation(changed: Partial<Participation> = {}): Participation {
  return {
    participationId: '00000000-0000-7000-8000-00000000000c',
    personId: '00000000-0000-7000-8000-00000000000d',
    organisationId: aProject.organisationId,
    startOn: '2026-01-15',
    financing: 'jobbsjansen_grant',
    projectId: null,
    participantClass: null,
    countryBackground: null,
    yearsInNorway: null,
    education: null,
    norwegianLevel: null,
    literacy: null,
    workExperience: null,
    children: null,
    incomeBefore: null,
    endOn: null,
    mainReason: null,
    subReason: null,
    situationAfter: null,
    incomeAfter: null,
    ageWarning: null,
    createdAt: '2026-01-15T09:00:00.000Z',
    savedAt: '2026-01-15T09:00:00.000Z',
    dischargedAt: null,
    changedSinceDischarge: false,
    returnOf: null,
    changedIn: {},
    rulesVersion: 0,
    rulesOn: '2026-01-15',
    version: 1,
    ...changed,
  };
}

/** Everything that start and background ask for. */
export const filledFields = {
  projectId: aProject.projectId,
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

/** An ending that is complete. */
export const endingFields = {
  endOn: '2026-06-30',
  mainReason: 'completed',
  subReason: 'full_time_work',
  situationAfter: 'full_time_work',
  incomeAfter: 'wage',
} as const;

export function anActivity(changed: Partial<ProgrammeEntry> = {}): ProgrammeEntry {
  return {
    entryId: '00000000-0000-7000-8000-00000000000e',
    kind: 'activity',
    type: 'norwegian',
    fromOn: '2026-01-20',
    toOn: null,
    hoursPerWeek: 12.5,
    changedIn: 1,
    ...changed,
  };
}

/** Everything complete and ended. */
export function aCompleteParticipation(changed: Partial<Participation> = {}): Participation {
  return aParticipation({ ...filledFields, ...endingFields, ...changed });
}

export function around(changed: Partial<Around> = {}): Around {
  return {
    today: '2026-03-02',
    rules: theRegisterRules(),
    bornOn: '1985-03-12',
    entries: [anActivity()],
    projects: [aProject],
    oldEndOn: null,
    returnStartOn: null,
    ...changed,
  };
}
