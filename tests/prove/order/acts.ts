import type { Chance } from '../support/chance';

/** What can happen to one enrolment and the certificate that its person has already. */
export const acts = ['handIn', 'grade', 'withdraw', 'deadline', 'pay', 'use'] as const;
export type Act = (typeof acts)[number];

/** Every order of these. */
export function ordersOf<T>(some: readonly T[]): T[][] {
  if (some.length < 2) return [[...some]];
  return some.flatMap((one, at) => ordersOf([...some.slice(0, at), ...some.slice(at + 1)]).map((rest) => [one, ...rest]));
}

/** This many of them, by chance, none twice. */
export function someOf<T>(all: readonly T[], many: number, by: Chance): T[] {
  const left = [...all];
  return Array.from({ length: Math.min(many, left.length) }, () => left.splice(by.below(left.length), 1)[0]!);
}

/** What an order of acts must come to: what each act is answered with, and what stands at the end. */
export type Expected = Readonly<{
  answers: Readonly<Partial<Record<Act, string>>>;
  state: string;
  payment: string;
  certificates: readonly string[];
  letters: readonly string[];
}>;

/**
 * The table of `domain.md` 2.3 once more, for one re-certification with its task open, one verdict (satisfactory), and payment as the gate before the
 * certificate. Written from the book alone: it shares nothing with `domain/`.
 */
export function bookOf(order: readonly Act[], doubled: boolean): Expected {
  const answers: Partial<Record<Act, string>> = {};
  const letters = ['admitted', 'certificate', 'material'];
  let state = 'task_open';
  let [closed, graded, paid] = [false, false, false];
  const settle = (): void => {
    if (state !== 'under_grading' || !graded || !paid) return;
    state = 'passed';
    letters.push('passed', 'certificate');
  };
  const handIn = (): string => {
    if (state === 'withdrawn') return 'not_allowed_in_state';
    if (state === 'not_delivered') {
      state = 'late';
      letters.push(...(doubled ? ['late', 'late'] : ['late'])); // each is kept, and said so
      return 'late';
    }
    state = 'submitted';
    letters.push('received');
    return 'done';
  };
  const grade = (): string => {
    if (state === 'late') return 'late_not_graded';
    if (state === 'submitted') return 'round_not_closed';
    // Where there is no answer there is nothing that a grader may see.
    if (state !== 'under_grading') return 'not_found';
    graded = true;
    return 'done';
  };
  const withdraw = (): string => {
    if (state !== 'task_open' || closed) return 'not_allowed_in_state';
    state = 'withdrawn';
    return 'done';
  };
  const deadline = (): string => {
    closed = true;
    if (state === 'submitted') state = 'under_grading';
    if (state === 'task_open') {
      state = 'not_delivered';
      letters.push('not_delivered');
    }
    return 'done';
  };
  const pay = (): string => {
    paid = true;
    return 'done';
  };
  const does: Readonly<Record<Act, () => string>> = { handIn, grade, withdraw, deadline, pay, use: () => 'done' };
  for (const act of order) {
    answers[act] = does[act]();
    settle();
  }
  return {
    answers,
    state,
    payment: paid ? 'paid' : 'not_invoiced',
    certificates: state === 'passed' ? ['active', 'replaced'] : ['active'],
    letters: letters.sort(),
  };
}
