import { afterAll, test } from '@jest/globals';
import { createModel } from '../model/model';
import { searchFor } from '../model-support/planted-search';
import { shrink } from '../model-support/shrink';
import { differenceIn } from './compare';
import { closeWorlds } from './driver';
import { generate, type Generated } from './generator';

afterAll(closeWorlds);

test('a planted fault is looked for', async () => {
  await searchFor<Generated>({
    make: (by) => generate(by, createModel(), 30 + by.below(60)),
    acts: ({ program }) => program.length,
    differenceIn: async ({ program, samples }) => differenceIn(program, samples, 'by hand'),
    shorten: async ({ program, samples }, { act }) => {
      const until = act === undefined ? program : program.slice(0, act + 1);
      return { program: await shrink(until, async (one) => (await differenceIn(one, samples, 'by hand')) !== undefined, 12), samples };
    },
  });
}, 3_600_000);
