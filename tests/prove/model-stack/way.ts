import { dayOf } from '../model-support/days';
import { beginning, type Act, type Day, type EnrolmentRef, type Facts, type Outcome, type RoundRef, type UseRow } from '../model/program';

/** What a generator remembers of its program so far, beside what the facts say. */
export type Way = Readonly<{
  start: Day;
  /** How likely what lies beside the course is, at most 1: with less of it even a short program comes to verdicts. */
  aside: number;
  /** How many acts since time last passed. */
  sincePass: number;
  published: ReadonlySet<RoundRef>;
  uploaded: ReadonlySet<RoundRef>;
  /** Places in the calendar that were given to a round, as `year/number`. */
  places: ReadonlySet<string>;
  /** The day on which a round's material is due, where it was named. */
  materialDays: ReadonlyMap<RoundRef, Day>;
  /** Enrolments of which a correction waits, and who asked. */
  waiting: ReadonlyMap<EnrolmentRef, string>;
  uses: readonly UseRow[];
  legacy: readonly Extract<Act, { do: 'legacy' }>[];
  demandDays: readonly Day[];
  memberDays: readonly Day[];
}>;

/** The way so far with one more act; without one, its beginning. */
export function onTheWay(aside: number): Way;
export function onTheWay(way: Way, act: Act, outcome: Outcome | readonly Outcome[], after: Facts): Way;
export function onTheWay(before: Way | number, act?: Act, outcome?: Outcome | readonly Outcome[], after?: Facts): Way {
  if (typeof before === 'number')
    return {
      aside: before,
      start: dayOf(beginning),
      sincePass: 0,
      published: new Set(),
      uploaded: new Set(),
      places: new Set(),
      materialDays: new Map(),
      waiting: new Map(),
      uses: [],
      legacy: [],
      demandDays: [],
      memberDays: [],
    };
  if (!act || !after) return before;
  const way = { ...before, sincePass: act.do === 'pass' ? 0 : before.sincePass + 1 };
  if (act.do === 'use') return { ...way, uses: [...way.uses, act.use] };
  if (act.do === 'uses') return { ...way, uses: [...way.uses, ...act.uses] };
  if (outcome !== 'ok') return way;
  if (act.do === 'createRound')
    return {
      ...way,
      places: new Set([...way.places, `${act.year}/${act.number}`]),
      ...(act.materialOn ? { materialDays: new Map([...way.materialDays, [after.rounds.length - 1, act.materialOn]]) } : {}),
    };
  if (act.do === 'publish') return { ...way, published: new Set([...way.published, act.round]) };
  if (act.do === 'uploadMaterial') return { ...way, uploaded: new Set([...way.uploaded, act.round]) };
  if (act.do === 'correct') return { ...way, waiting: new Map([...way.waiting, [act.enrolment, act.by]]) };
  if (act.do === 'confirmCorrection') return { ...way, waiting: new Map([...way.waiting].filter(([ref]) => ref !== act.enrolment)) };
  if (act.do === 'legacy') return { ...way, legacy: [...way.legacy, act] };
  if (act.do === 'demand') return act.from ? { ...way, demandDays: [...way.demandDays, act.from] } : way;
  if (act.do === 'membership') return { ...way, memberDays: [...way.memberDays, act.from, ...(act.until ? [act.until] : [])] };
  return way;
}
