import { codeLists, hasCodes, type ListedField } from './code-lists';
import { endingReasons, mainReasons, subReasons } from './codes';
import type { Participation, ParticipationField } from './participation';
import type { RegisterRules } from './rules';

/** Which of the codes that the product knows are offered (`domain.md` 6.2, 6.6, 8). A code that is stored stays valid, and is read as before. */
export type OfferedRules = Pick<RegisterRules, 'financings' | 'participantClasses' | 'activityTypes' | 'endingReasons'>;

/** The sub-reasons that are offered under a main reason. */
export function offeredSubReasons(main: Participation['mainReason'], { endingReasons }: OfferedRules): readonly string[] {
  return main === null ? [] : endingReasons[main];
}

/** Fields whose codes are a rule value; of the others all are offered. */
const chosen: Readonly<Partial<Record<ListedField, (rules: OfferedRules) => readonly string[]>>> = {
  financing: ({ financings }) => financings,
  participantClass: ({ participantClasses }) => participantClasses,
  type: ({ activityTypes }) => activityTypes,
  // A main reason is offered while it has a sub-reason.
  mainReason: (rules) => mainReasons.filter((main) => offeredSubReasons(main, rules).length > 0),
  subReason: ({ endingReasons: offered }) => subReasons.filter((sub) => Object.values(offered).flat().includes(sub)),
};

/** The codes offered for a new value of a field; of sub-reasons those of every main reason. */
export function offeredCodes(field: ListedField, rules: OfferedRules): readonly string[] {
  return chosen[field]?.(rules) ?? codeLists[field].codes;
}

type Values = Readonly<Partial<Record<ParticipationField, unknown>>>;

/**
 * The fields among some changes that would get a code which is not offered any more.
 * @param after the values as they would be with the changes: a sub-reason is offered under its own main reason
 */
export function notOffered(changed: Values, after: Values, rules: OfferedRules): readonly ParticipationField[] {
  const main = (after.mainReason ?? null) as Participation['mainReason'];
  return (Object.entries(changed) as [ParticipationField, unknown][])
    .filter(([field, value]) => typeof value === 'string' && hasCodes(field) && !isOffered(field, value, main, rules))
    .map(([field]) => field);
}

function isOffered(field: ListedField, code: string, main: Participation['mainReason'], rules: OfferedRules): boolean {
  if (field !== 'subReason' || main === null) return offeredCodes(field, rules).includes(code);
  // One of another main reason is refused as that.
  return !(endingReasons[main] as readonly string[]).includes(code) || offeredSubReasons(main, rules).includes(code);
}
