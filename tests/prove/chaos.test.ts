import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { account, converge, passLeases } from './chaos/check';
import { Load } from './chaos/load';
import { Product, victims } from './chaos/product';
import { storm, type Fault, type StormOptions } from './chaos/storm';
import { chance } from './support/chance';
import { report } from './support/report';
import { large, seed, sized } from './support/scale';

let product: Product;
beforeAll(async () => {
  product = await Product.start();
}, 300_000);
afterAll(() => product.stop(), 90_000);

/** Breaks the product under mixed load, lets it come to rest, and holds what is there against what was acknowledged. */
async function weather(part: string, how: StormOptions): Promise<void> {
  const restarts = product.restarts;
  const load = new Load(() => product.url);
  await load.openRound();
  const running = load.run(sized(4, 8));
  // What the machine's clock would have to wait three minutes for is not what a short run is about.
  const forwarding = large ? undefined : setInterval(() => void eyes((db) => passLeases(db)).catch(() => undefined), 2_000);
  const done = await storm(product, chance(seed).fork(part), how);
  load.end();
  await running;
  clearInterval(forwarding);
  const converged = await eyes((db) => converge(db, sized(90_000, 600_000), !large));
  const { lost, doubled, repeatedMails } = await eyes((db) => account(db, load.ledger));
  const { ledger } = load;
  report(part, {
    faults: done.length,
    ...counted(done),
    'started again': product.restarts - restarts,
    requests: load.requests,
    'not answered, repeated': load.unanswered,
    'turned away, repeated': load.turnedAway,
    acknowledged: ledger.signedUp.size + ledger.admitted.size + ledger.handedIn.size + ledger.paid.size + ledger.graded.size + ledger.uses.size + ledger.imported.size + ledger.advances.size, // prettier-ignore
    graded: ledger.graded.size,
    uses: ledger.uses.size,
    'days passed': 2 * ledger.advances.size,
    lost: lost.length,
    doubled: doubled.length,
    'mails repeated': repeatedMails,
    'seconds to converge': Math.round(converged / 1_000),
  });
  expect({ seed, lost, doubled, wrong: [...new Set(load.wrong)] }).toEqual({ seed, lost: [], doubled: [], wrong: [] });
  expect(ledger.handedIn.size).toBeGreaterThan(0);
}

test(
  'killed and paused in turn under mixed load, it loses nothing that it acknowledged, does nothing twice, and leaves nobody waiting',
  () =>
    weather('chaos', {
      victims,
      enough: (done) => done.length >= sized(4, 16),
      apart: !large ? [1_000, 2_500] : [2_000, 10_000],
      pauses: !large ? [500, 1_500] : [1_000, 8_000],
    }),
  1_800_000,
);

(large ? test : test.skip)(
  'PostgreSQL killed every five to twenty seconds for ten minutes',
  async () => {
    const end = Date.now() + 600_000;
    await weather('chaos of PostgreSQL', {
      victims: ['postgres'],
      enough: () => Date.now() > end,
      apart: [5_000, 20_000],
      pauses: [0, 0],
      onlyKills: true,
    });
  },
  2_400_000,
);

const counted = (done: readonly Fault[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { victim, how } of done) counts[`${victim} ${how}`] = (counts[`${victim} ${how}`] ?? 0) + 1;
  return counts;
};

/** Looks at the product's database as its owner. */
async function eyes<T>(look: (db: Client) => Promise<T>): Promise<T> {
  const db = new Client({ connectionString: product.ownerUrl });
  db.on('error', () => undefined);
  await db.connect();
  try {
    return await look(db);
  } finally {
    await db.end().catch(() => undefined);
  }
}
