/** Every row of the table of `domain.md` 2.3 that an act can take, one name for each from-state and to-state. */
export const rows = [
  '- + sign up -> requested',
  'requested + admit -> studying',
  'requested + admit -> task_open',
  'requested + deadline passes -> withdrawn',
  'studying + self-study done -> task_open',
  'studying + deliver -> self_study_not_done',
  'task_open + deliver in time -> submitted',
  'submitted + deliver in time -> submitted',
  'studying + deadline passes -> not_delivered',
  'task_open + deadline passes -> not_delivered',
  'not_delivered + deliver late -> late',
  'late + deliver again -> late',
  'under_grading + deliver after the deadline -> deadline_passed',
  'submitted + round closed -> under_grading',
  'under_grading + satisfactory -> passed',
  'under_grading + satisfactory, unpaid -> under_grading',
  'under_grading + second verdict -> not_allowed_in_state',
  'under_grading + not satisfactory, corrections left -> returned',
  'returned + deliver in time -> under_grading',
  'returned + the days pass -> failed',
  'failed + correction after its window -> correction_window_closed',
  'under_grading + not satisfactory, none left -> failed',
  'requested + withdraw -> withdrawn',
  'studying + withdraw -> withdrawn',
  'task_open + withdraw -> withdrawn',
  'requested + round cancelled -> withdrawn',
  'studying + round cancelled -> withdrawn',
  'task_open + round cancelled -> withdrawn',
  'submitted + round cancelled -> withdrawn',
] as const;

export type Row = (typeof rows)[number];

/**
 * Rows of the table that no program can take, and why: in rehearsal the clock stands still during a request and the grace is 0, so no answer is
 * received before the deadline and stored after it, and a submitted answer is under grading from the instant its deadline passes.
 */
export const rowsOutOfReach = [
  'submitted, not_delivered + deliver whose receivedAt is in time, committed after closing -> submitted',
  'submitted + deliver after the deadline -> deadline_passed',
] as const;

/** Counts rows taken, under their names, and codes answered, under `code <code>`. */
export type Coverage = Readonly<{
  took(row: Row): void;
  answered(outcome: string): void;
  hits(): ReadonlyMap<string, number>;
}>;

/** A counter that begins with every row at 0, so that a row never taken is seen. */
export function createCoverage(): Coverage {
  const counts = new Map<string, number>(rows.map((row) => [row, 0]));
  const raise = (name: string): void => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
  return { took: raise, answered: (outcome) => raise(`code ${outcome}`), hits: () => counts };
}
