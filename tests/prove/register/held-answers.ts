import type { PopulationRegister } from '../../../activities/register/population-register';
import type { RegisterAnswer } from '../../../domain/register/name-lookup';
import { syntheticRegister } from '../../support/synthetic-register';

/** A question that was asked and has no answer yet. */
export type Question = Readonly<{ number: string; answer(as: RegisterAnswer): void }>;

/** A population register whose answers come when they are let, in whichever order. */
export class HeldAnswers implements PopulationRegister {
  readonly waiting: Question[] = [];
  asked = 0;
  holding = true;

  readonly personOf = async (number: string): Promise<RegisterAnswer> => {
    this.asked += 1;
    if (!this.holding) return syntheticRegister.personOf(number);
    return new Promise((answer) => this.waiting.push({ number, answer }));
  };
}
