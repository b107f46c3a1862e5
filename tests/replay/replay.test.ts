import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { certificateSteps } from '../../domain/certification/certificate';
import { enrolmentSteps } from '../../domain/certification/enrolment-agenda';
import { roundSteps } from '../../domain/certification/round';
import { STORIES_VERSION, storyKinds } from '../../domain/core/stories';
import { engines } from '../support/engines';
import { registerSteps } from '../support/register-story';
import { activitiesIn, loadHistories, type Recorded } from './histories';

const log = new DefaultLogger('ERROR', () => undefined);

const replay = async (bundle: { codePath: string } | { code: string }, { history, workflowId }: Recorded): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle: bundle, replayName: workflowId }, history, workflowId);

describe(`stories ${STORIES_VERSION}`, () => {
  const histories = loadHistories();

  test('every kind of story has a recorded history, and every step is in one', () => {
    const kinds = new Set(histories.map(({ workflowId }) => workflowId.split('/')[0]));
    expect([...kinds].sort()).toEqual([...storyKinds].sort());
    const lived = new Set(histories.flatMap(({ history }) => activitiesIn(history)));
    const steps = [
      ...enrolmentSteps,
      ...certificateSteps,
      ...roundSteps,
      'releaseRoundMaterial',
      'deliverLetters',
      'keepHouse',
      'workBatch',
      ...registerSteps.map((step) => step.split(' ')[1]!),
    ];
    expect(steps.filter((step) => !lived.has(step))).toEqual([]);
  });

  test.each(histories.map((one) => [one.name, one] as const))('%s still replays as it was recorded', async (_name, recorded) => {
    await expect(replay({ codePath: engines().bundle }, recorded)).resolves.toBeUndefined();
  });

  test('a loop whose order was changed turns the replay red', async () => {
    const reordered = path.resolve(__dirname, 'reordered-follow.ts');
    const { code } = await bundleWorkflowCode({
      workflowsPath: path.resolve(__dirname, '../../workflows/index.ts'),
      logger: log,
      webpackConfigHook: (config) => ({
        ...config,
        resolve: {
          ...config.resolve,
          alias: Object.assign({}, config.resolve?.alias, { '../core/follow': reordered, './follow': reordered }),
        },
      }),
    });
    expect(code).toContain('reordered-follow');
    const recorded = histories.find(({ name }) => name.startsWith('enrolment'))!;
    await expect(replay({ code }, recorded)).rejects.toThrow(/[Nn]ondeterminism|TMPRL1100/);
  });
});
