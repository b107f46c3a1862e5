import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Stage } from '../../support/stage';
import type { Chance } from '../support/chance';

/** What happens to the releases that run at a point of the story. */
export type Takeover = Readonly<{ name: string; act: (stage: Stage) => Promise<void> }>;

/** Has releases come and go after so many activities of the story, while an activity is under way. */
export class Takeovers {
  /** What happened, with the number of activities before it. */
  readonly done: string[] = [];
  #stage: Stage | undefined;
  #activities = 0;
  #underWay: Promise<void> = Promise.resolve();
  #busy = false;
  readonly #points: readonly number[];

  /** @param within how many activities the whole story has; the points lie within its middle nine tenths */
  constructor(
    private readonly plan: readonly Takeover[],
    within: number,
    private readonly from: Chance,
  ) {
    this.#points = plan.map(() => Math.floor(within * (0.05 + 0.9 * from.next()))).sort((a, b) => a - b);
  }

  begin(stage: Stage): void {
    this.#stage = stage;
  }

  /** Waits for what is under way. @throws what any of it threw, and when not all of the plan came about */
  async end(): Promise<void> {
    await this.#underWay;
    if (this.done.length !== this.plan.length) throw new Error(`only happened: ${this.done.join(', ')}`);
  }

  readonly disturb: ActivityInterceptorsFactory = () => ({
    inbound: {
      execute: async (input, next) => {
        const stage = this.#stage;
        this.#activities += 1;
        const point = this.#points[this.done.length];
        if (!stage || point === undefined || this.#activities < point) return next(input);
        const takeover = this.plan[this.done.length]!;
        this.done.push(`${takeover.name} at ${this.#activities}`);
        const busy = this.#busy;
        const happens = this.#underWay.then(() => takeover.act(stage));
        this.#busy = true;
        this.#underWay = happens.then(() => {
          this.#busy = false;
        });
        this.#underWay.catch(() => undefined);
        // Before the activity, or while it is under way. A worker that is stopped waits for its activities, which therefore never wait for that.
        if (!busy && takeover.name.startsWith('start') && this.from.happens(0.5)) await happens;
        return next(input);
      },
    },
  });
}
