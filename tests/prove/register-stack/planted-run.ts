import { afterAll, test } from '@jest/globals';
import { searchFor } from '../model-support/planted-search';
import { shrink } from '../model-support/shrink';
import type { Program } from '../register-model/program';
import { closeWorlds, differenceIn } from './compare';
import { generate } from './generator';

afterAll(closeWorlds);

test('a fault planted in the register is looked for', async () => {
  await searchFor<Program>({
    make: (by) => generate(by, 30 + by.below(50)).program,
    acts: ({ length }) => length,
    differenceIn: async (program) => differenceIn(program, 'by hand'),
    shorten: async (program, { act }) =>
      shrink(
        act === undefined ? program : program.slice(0, act + 1),
        async (one) => (await differenceIn(one, 'by hand')) !== undefined,
        12,
      ),
  });
}, 3_600_000);
