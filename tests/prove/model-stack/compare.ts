import { createModel } from '../model/model';
import type { Facts, Outcome, Program, Sample } from '../model/program';
import { differenceOfFacts, type Difference } from '../model-support/difference';
import type { Engine } from '../model-support/installations';
import { live } from './driver';

/** Lives through a program on both sides. @returns the first difference; `undefined` when there is none */
export async function differenceIn(program: Program, samples: readonly Sample[], engine: Engine): Promise<Difference | undefined> {
  const lived = await live(program, samples, engine);
  const model = createModel();
  for (const [at, act] of program.entries()) {
    const expected = model.act(act);
    const got = lived.outcomes[at]!;
    if (text(expected) !== text(got)) return { where: `outcome of ${act.do}`, at: `act ${at}: ${JSON.stringify(act)}`, model: text(expected), stack: text(got), act: at };
  } // prettier-ignore
  return differenceOfFacts(factLists, ofBook(model.facts(samples)), ofBook(lived.facts));
}

const text = (outcome: Outcome | readonly Outcome[]): string => [outcome].flat().join(', ');

const factLists = ['now', 'rounds', 'enrolments', 'certificates', 'letters', 'decisions'] as const;

/** What the domain book says that people are told (2.3); the product tells more. */
const told: ReadonlySet<string> = new Set([
  'admitted', 'not_admitted', 'material', 'deadline_reminder', 'deadline_moved', 'round_cancelled', 'received', 'late', 'not_delivered',
  'returned', 'passed', 'failed', 'certificate', 'expiry_warning', 'expired',
]); // prettier-ignore

const ofBook = (facts: Facts): Facts => ({ ...facts, letters: facts.letters.filter(({ template }) => told.has(template)) });
