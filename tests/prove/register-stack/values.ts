import type { Day } from '../model/program';
import { addDays, dayOf } from '../model-support/days';
import { allFields, reasons } from '../register-model/fields';
import type { Act, EntryKind, Fields } from '../register-model/program';
import type { Participation, World } from '../register-model/state';
import type { Chance } from '../support/chance';

export const aFieldOf = (chance: Chance): string => chance.pick(allFields);

const good: Readonly<Record<string, readonly (string | number)[]>> = {
  financing: ['jobbsjansen_grant', 'social_assistance', 'other'],
  participantClass: ['home_parent', 'other'],
  countryBackground: ['SO', 'sy', ' ER '],
  yearsInNorway: [0, 6, '12', 100],
  education: ['none', 'primary', 'unknown'],
  norwegianLevel: ['none', 'a2', 'b1'],
  literacy: ['some', 'reads_and_writes'],
  workExperience: ['abroad', 'both'],
  children: [0, 3, '5', 30],
  incomeBefore: ['family', 'wage'],
  mainReason: ['completed', 'interrupted', 'transferred', 'registered_by_mistake'],
  situationAfter: ['education', 'at_home'],
  incomeAfter: ['wage', 'none'],
};
const bad: Readonly<Record<string, readonly (string | number | null)[]>> = {
  yearsInNorway: ['mange', -1, 101, 1.5],
  children: ['ingen', -2, 31],
  countryBackground: ['Somalia', 7],
};

/** A value for a field, sound as often as said. */
export function aValueOf(chance: Chance, world: World, one: Participation, field: string, sound: number): string | number | null {
  const today = dayOf(world.now);
  const start = one.fields['startOn'] as Day;
  if (!chance.happens(sound)) {
    if (field === 'startOn') return chance.pick([null, addDays(today, 400), addDays(start, -chance.below(4_000)), addDays((one.fields['endOn'] ?? today) as Day, 1), 'mandag']);
    if (field === 'endOn') return chance.pick([null, addDays(start, -1), start, addDays(start, 800), '2026-13-01']);
    return chance.pick<string | number | null>([null, '', 'noe annet', ...(bad[field] ?? [])]);
  }
  if (field === 'startOn') return chance.pick([start, addDays(start, -chance.below(40)), addDays(start, chance.below(20))]);
  if (field === 'endOn') return chance.pick([today, addDays(start > today ? start : today, chance.below(60))]);
  if (field === 'projectId') {
    const own = world.projects.filter(({ municipality }) => municipality === one.municipality);
    return own.length > 0 ? `project ${chance.pick(own).ref}` : null;
  }
  if (field === 'subReason') return chance.pick(reasons[String(one.fields['mainReason'] ?? 'interrupted')] ?? ['other']);
  return chance.pick(good[field]!);
} // prettier-ignore

/** An entry of the programme, most often a whole activity. */
export function anEntry(chance: Chance, today: Day, one: Participation | undefined, as?: EntryKind): Readonly<{ kind: EntryKind; fields: Fields }> {
  const kind = as ?? chance.pick<EntryKind>(['activity', 'activity', 'activity', 'absence', 'leave', 'extension']);
  const from = chance.pick([(one?.fields['startOn'] ?? today) as Day, addDays(today, chance.below(60) - 30)]);
  const toOn = chance.pick<string | null>([null, addDays(from, chance.below(200)), addDays(from, -1 - chance.below(20)), addDays(today, chance.below(100))]);
  const hoursPerWeek = chance.happens(0.85) ? chance.pick([12.5, '20,5', 37, 60]) : chance.pick(['mange', 0, 61, -3, 0.04]);
  const whole: Record<string, string | number | null> = { ...(kind === 'activity' || chance.happens(0.1) ? { type: chance.happens(0.95) ? chance.pick(['norwegian', 'course', 'health']) : 'sailing' } : {}), fromOn: chance.happens(0.95) ? from : 'senere', toOn, hoursPerWeek };
  if (chance.happens(0.7)) return { kind, fields: whole };
  const some = Object.keys(whole).filter(() => chance.happens(0.5));
  return { kind, fields: Object.fromEntries(some.map((field) => [field, chance.happens(0.2) ? null : whole[field]!])) };
} // prettier-ignore

/** A rule value that the directorate sets, from today, later, or, which it may not, earlier. */
export function aRule(chance: Chance, today: Day): Act {
  const [key, value] = chance.pick<readonly [string, unknown]>([
    ['fnr.k1Rests', { before: [0, 1, 2, 3], changesOn: '2032-01-01', after: [0, 1, 2, 3] }],
    ['fnr.k1Rests', { before: [0], changesOn: '2032-01-01', after: [0, 1, 2, 3] }],
    ['fnr.allowSynthetic', chance.pick(['off', 'on', 'on'])],
    ['register.ageFrom', chance.pick([18, 20])],
    ['register.ageTo', chance.pick([50, 55])],
    ['register.ageRefusedUnder', chance.pick([15, 16, 17])],
    ['register.lengthWarningMonths', chance.pick([[24, 36, 48], [12], [], [6, 12]])],
    ['register.missedEndDays', chance.pick([1, 14])],
    ['register.undischargedDays', chance.pick([7, 28])],
    ['register.missingFieldsDays', chance.pick([5, 28])],
    ['register.invitationDays', chance.pick([7, 14, 30])],
    ['register.invitationReminders', chance.pick([[3, 10], [], [5], [2, 4, 20]])],
    ['register.lookupLongestWaitMinutes', chance.pick([30, 60])],
    ['register.lookupDays', chance.pick([1, 3, 14])],
    ['register.reportDueOn', chance.pick(['02-28', '03-31', '02-30'])],
    ['register.reportReminders', chance.pick([[14, 3, 1], [7], []])],
    ['register.strictDischarge', chance.pick(['off', 'on', 'on'])],
  ]);
  const validFrom = chance.happens(0.3) ? addDays(today, chance.below(40) - 4) : undefined;
  return { do: 'setRule', by: 'dag', key, value, ...(validFrom ? { validFrom } : {}) };
}
