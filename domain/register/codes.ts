/** The code lists of the register (`domain.md` 6.2, 6.6; D but for the ending reason that the source names). Stored as codes, shown as words of the catalogue. */
export const financings = ['jobbsjansen_grant', 'transitional_benefit', 'social_assistance', 'municipal_funds', 'other'] as const;
export type Financing = (typeof financings)[number];

export const participantClasses = [
  'home_parent',
  'transitional_benefit',
  'social_assistance',
  'former_introduction_participant',
  'other',
] as const;
export type ParticipantClass = (typeof participantClasses)[number];

export const educations = ['none', 'primary', 'upper_secondary', 'vocational', 'higher', 'unknown'] as const;
export type Education = (typeof educations)[number];

/** By the common European framework; `none`: no Norwegian yet. */
export const norwegianLevels = ['none', 'a1', 'a2', 'b1', 'b2', 'c1', 'c2'] as const;
export type NorwegianLevel = (typeof norwegianLevels)[number];

/** Reading and writing in the mother tongue. */
export const literacies = ['reads_and_writes', 'some', 'none'] as const;
export type Literacy = (typeof literacies)[number];

export const workExperiences = ['none', 'abroad', 'norway', 'both'] as const;
export type WorkExperience = (typeof workExperiences)[number];

/** What somebody lived on before and after. */
export const incomeSources = [
  'none',
  'family',
  'transitional_benefit',
  'social_assistance',
  'introduction_benefit',
  'nav_benefit',
  'wage',
  'other',
] as const;
export type IncomeSource = (typeof incomeSources)[number];

export const activityTypes = [
  'norwegian',
  'social_studies',
  'work_practice',
  'course',
  'primary_school',
  'vocational_training',
  'health',
  'guidance',
] as const;
export type ActivityType = (typeof activityTypes)[number];

/** Ending reasons, two levels: each main reason with its sub-reasons (`domain.md` 6.6). */
export const endingReasons = {
  completed: ['full_time_work', 'part_time_work', 'education', 'work_and_education', 'other'],
  interrupted: ['pregnancy_or_birth', 'illness_or_health', 'moved', 'care', 'does_not_want', 'other'],
  transferred: ['other_municipality', 'kvp', 'nav_measure', 'introduction_programme'],
  registered_by_mistake: ['other'],
} as const;
export type MainReason = keyof typeof endingReasons;
export const mainReasons = Object.keys(endingReasons) as readonly MainReason[];
export type SubReason = (typeof endingReasons)[MainReason][number];
export const subReasons = [...new Set(Object.values(endingReasons).flat())] as readonly SubReason[];

export const situationsAfter = [
  'full_time_work',
  'part_time_work',
  'education',
  'work_and_education',
  'job_seeker',
  'measure',
  'at_home',
  'unknown',
] as const;
export type SituationAfter = (typeof situationsAfter)[number];
