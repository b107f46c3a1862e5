import {
  activityTypes,
  educations,
  financings,
  incomeSources,
  literacies,
  mainReasons,
  norwegianLevels,
  participantClasses,
  situationsAfter,
  subReasons,
  workExperiences,
} from './codes';

/** Which list a field takes its codes from, by the name that the catalogue has for the list. */
export const codeLists = {
  financing: { list: 'financing', codes: financings },
  participantClass: { list: 'participantClass', codes: participantClasses },
  education: { list: 'education', codes: educations },
  norwegianLevel: { list: 'norwegianLevel', codes: norwegianLevels },
  literacy: { list: 'literacy', codes: literacies },
  workExperience: { list: 'workExperience', codes: workExperiences },
  incomeBefore: { list: 'income', codes: incomeSources },
  mainReason: { list: 'mainReason', codes: mainReasons },
  subReason: { list: 'subReason', codes: subReasons },
  situationAfter: { list: 'situationAfter', codes: situationsAfter },
  incomeAfter: { list: 'income', codes: incomeSources },
  type: { list: 'activity', codes: activityTypes },
} as const satisfies Record<string, Readonly<{ list: string; codes: readonly string[] }>>;
export type ListedField = keyof typeof codeLists;

export function hasCodes(field: string): field is ListedField {
  return Object.hasOwn(codeLists, field);
}
