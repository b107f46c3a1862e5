/** Projects of each municipality of the demo. */
export const demoProjects = [
  { municipality: '0301', names: ['Jobbsjansen Gamle Oslo', 'Jobbsjansen Søndre Nordstrand'] },
  { municipality: '4601', names: ['Jobbsjansen Bergen'] },
] as const;

export type DemoParticipant = Readonly<{
  /** Synthetic, and nobody's. */
  nationalId: string;
  municipality: '0301' | '4601';
  startedMonthsAgo: number;
  filled: 'mandatory' | 'start' | 'all';
  /** How long the activities were planned to last; until further notice when not given. */
  plannedMonths?: number;
  ended?: Readonly<{
    monthsAgo: number;
    with: Readonly<{ mainReason?: string; subReason?: string; situationAfter?: string; incomeAfter?: string }>;
    discharged?: boolean;
    returnedDaysAfter?: number;
  }>;
}>;

/** What the page Bakgrunn holds of those who are filled in. */
export const background = {
  countryBackground: 'SO',
  yearsInNorway: 6,
  education: 'primary',
  norwegianLevel: 'a2',
  literacy: 'reads_and_writes',
  workExperience: 'abroad',
  children: 3,
  incomeBefore: 'social_assistance',
} as const;

const toWork = { mainReason: 'completed', subReason: 'full_time_work', situationAfter: 'full_time_work', incomeAfter: 'wage' } as const;
const pregnant = {
  mainReason: 'interrupted',
  subReason: 'pregnancy_or_birth',
  situationAfter: 'at_home',
  incomeAfter: 'social_assistance',
} as const;

/** Somebody in each status, some who want attention: too long, everything planned is over, ended and not discharged, a number that does not fit. */
export const demoParticipants: readonly DemoParticipant[] = [
  { nationalId: '03818510046', municipality: '0301', startedMonthsAgo: 0, filled: 'mandatory' },
  { nationalId: '17829111063', municipality: '0301', startedMonthsAgo: 2, filled: 'start' },
  { nationalId: '09838812004', municipality: '0301', startedMonthsAgo: 9, filled: 'all' },
  { nationalId: '21847913263', municipality: '0301', startedMonthsAgo: 25, filled: 'all' },
  { nationalId: '30859414040', municipality: '0301', startedMonthsAgo: 14, filled: 'all', plannedMonths: 12 },
  { nationalId: '04828820090', municipality: '0301', startedMonthsAgo: 3, filled: 'start' },
  { nationalId: '11868315034', municipality: '0301', startedMonthsAgo: 20, filled: 'all', ended: { monthsAgo: 1, with: toWork } },
  {
    nationalId: '25879716260',
    municipality: '0301',
    startedMonthsAgo: 30,
    filled: 'all',
    ended: { monthsAgo: 6, with: toWork, discharged: true },
  },
  {
    nationalId: '06889017005',
    municipality: '0301',
    startedMonthsAgo: 28,
    filled: 'all',
    ended: { monthsAgo: 12, with: pregnant, discharged: true, returnedDaysAfter: 300 },
  },
  { nationalId: '14898618030', municipality: '4601', startedMonthsAgo: 5, filled: 'start' },
  {
    nationalId: '28909219096',
    municipality: '4601',
    startedMonthsAgo: 18,
    filled: 'start',
    ended: { monthsAgo: 2, with: { mainReason: 'transferred' } },
  },
  {
    nationalId: '02918020023',
    municipality: '4601',
    startedMonthsAgo: 26,
    filled: 'all',
    ended: { monthsAgo: 3, with: toWork, discharged: true },
  },
];
