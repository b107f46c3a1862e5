import { createModel } from '../model/model';
import type { Facts, Outcome, Program, Sample } from '../model/program';
import { live } from './driver';
import type { Engine } from './world';

/** Where model and stack first differ: in which act's outcome, or in which list of facts. */
export type Difference = Readonly<{ where: string; at: string; model: string; stack: string; /** The act whose outcome differs. */ act?: number }>; // prettier-ignore

/** Lives through a program on both sides. @returns the first difference; `undefined` when there is none */
export async function differenceIn(program: Program, samples: readonly Sample[], engine: Engine): Promise<Difference | undefined> {
  const lived = await live(program, samples, engine);
  const model = createModel();
  for (const [at, act] of program.entries()) {
    const expected = model.act(act);
    const got = lived.outcomes[at]!;
    if (text(expected) !== text(got)) return { where: `outcome of ${act.do}`, at: `act ${at}: ${JSON.stringify(act)}`, model: text(expected), stack: text(got), act: at };
  } // prettier-ignore
  return differenceOfFacts(model.facts(samples), lived.facts);
}

const text = (outcome: Outcome | readonly Outcome[]): string => [outcome].flat().join(', ');

/** What the domain book says that people are told (2.3); the product tells more. */
const told: ReadonlySet<string> = new Set([
  'admitted', 'not_admitted', 'material', 'deadline_reminder', 'deadline_moved', 'round_cancelled', 'received', 'late', 'not_delivered',
  'returned', 'passed', 'failed', 'certificate', 'expiry_warning', 'expired',
]); // prettier-ignore

function differenceOfFacts(model: Facts, stack: Facts): Difference | undefined {
  for (const where of ['now', 'rounds', 'enrolments', 'certificates', 'letters', 'decisions'] as const) {
    const [expected, got] = [lines(ofBook(model)[where]), lines(ofBook(stack)[where])];
    const onlyModel = expected.filter((line) => !got.includes(line));
    const onlyStack = got.filter((line) => !expected.includes(line));
    if (onlyModel.length > 0 || onlyStack.length > 0 || expected.length !== got.length)
      return { where, at: `${expected.length} and ${got.length} lines`, model: onlyModel.slice(0, 3).join('\n'), stack: onlyStack.slice(0, 3).join('\n') };
  } // prettier-ignore
  return undefined;
}

const ofBook = (facts: Facts): Facts => ({ ...facts, letters: facts.letters.filter(({ template }) => told.has(template)) });

/** Facts as lines that do not depend on the order of fields or of entries. */
function lines(facts: unknown): string[] {
  return [facts].flat().map(sorted).sort();
}

function sorted(fact: unknown): string {
  return JSON.stringify(fact, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
