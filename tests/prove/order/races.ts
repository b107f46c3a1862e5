import { adminRaces } from './races-of-offices';
import { certificateRaces } from './races-of-certificates';
import { enrolmentRaces } from './races-of-enrolments';
import { roundRaces } from './races-of-rounds';
import type { Racing } from './race';

/** Every rule that has a single winner. A new command that only one may carry out belongs here. */
export const races: readonly Racing[] = [...enrolmentRaces, ...roundRaces, ...certificateRaces, ...adminRaces];
