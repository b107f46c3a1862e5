import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { parseStoryId, type StoryId } from '../../../domain/core/stories';
import { rows } from '../../../db/core/columns';
import { reconcile, terminate } from '../../../workers/reconcile';
import type { Stage } from '../../support/stage';

/** An activity that a story is about to do. `occasion` names the instance: the agenda's, or the instant that it is done at. */
export type Moment = Readonly<{ story: StoryId; step: string; occasion: string }>;

/** When a story is terminated: before the activity (which is then not done), while it is done, after it, or before and after. */
export const moments = ['before', 'beside', 'after', 'around'] as const;
export type Restart = Readonly<{ when: (typeof moments)[number]; whom: 'one' | 'all' }>;

/** Terminates stories as they act, and has the product's reconcile begin them anew. */
export class Restarts {
  /** What was terminated, as `<kind of story> <activity>`, with the number of times. */
  readonly hit = new Map<string, number>();
  readonly times = { one: 0, all: 0 };
  #stage: Stage | undefined;
  readonly #under: Promise<unknown>[] = [];

  /** @param choose whether a story is restarted at a moment, and how */
  constructor(private readonly choose: (moment: Moment) => Restart | undefined) {}

  /** From now on stories are restarted. */
  begin(stage: Stage): void {
    this.#stage = stage;
  }

  /** Waits for restarts that are still under way. */
  async end(): Promise<void> {
    this.#stage = undefined;
    await Promise.all(this.#under);
  }

  readonly disturb: ActivityInterceptorsFactory = ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        const story = info.workflowExecution!.workflowId as StoryId;
        const step = `${parseStoryId(story).kind} ${info.activityType}`;
        const last: unknown = input.args.at(-1);
        const occasion = typeof last === 'string' ? last : (last as { occasion: string }).occasion;
        const restart = this.#stage && this.choose({ story, step, occasion });
        if (!restart) return next(input);
        this.hit.set(step, (this.hit.get(step) ?? 0) + 1);
        const { when, whom } = restart;
        const beside = when === 'after' ? undefined : this.#restart(story, whom);
        if (when === 'before') {
          await beside;
          throw new Error('terminated before the step');
        }
        if (when === 'around') await beside;
        const result = await next(input);
        if (when !== 'beside') await this.#restart(story, whom);
        return result;
      },
    },
  });

  #restart(story: StoryId, whom: Restart['whom']): Promise<void> {
    const restarted = this.#terminate(this.#stage, story, whom);
    this.#under.push(restarted.catch(() => undefined));
    this.times[whom] += 1;
    return restarted;
  }

  async #terminate(stage: Stage | undefined, story: StoryId, whom: Restart['whom']): Promise<void> {
    if (!stage) return;
    const { db, temporal, log } = stage;
    const open = whom === 'all' ? await rows<{ story: StoryId }>(db.raw('select story from open_case')) : [];
    await Promise.all([...new Set([story, ...open.map((one) => one.story)])].map((one) => terminate(temporal, one, 'restarted')));
    await reconcile({ db, temporal, log }, { always: true });
  }
}
