import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startServer, type TestServer } from '../support/http';
import { openApi, type OpenApi } from '../support/open-api';
import { castOf, type Cast } from '../support/people-of-the-demo';
import { Stage } from '../support/stage';
import { acts, bookOf, ordersOf, someOf } from './order/acts';
import { liveOrders, ordersBegin, useDays, useOrders, type Order } from './order/orders';
import { clients, race, type Racing } from './order/race';
import { races } from './order/races';
import { chance } from './support/chance';
import { report } from './support/report';
import { seed, sized } from './support/scale';

const because = `seed ${seed}`;

describe('one enrolment', () => {
  let stage: Stage;
  let server: TestServer;
  beforeAll(async () => {
    stage = await Stage.open({ now: ordersBegin });
    server = await startServer(stage.db, stage.database.url);
  });
  afterAll(async () => {
    await server.close();
    await stage.close();
  });

  test('comes to what the book says of each order of acts, alone and doubled, and never to a fault', async () => {
    const by = chance(seed);
    const all = ordersOf(acts);
    const orders: Order[] = someOf(all, sized(30, all.length), by).map((order) => ({ acts: order, doubled: by.happens(0.5) }));
    const began = Date.now();
    const lived = await liveOrders(stage, server, orders);
    for (const { order, ...came } of lived)
      expect({ because, order, ...came }).toEqual({ because, order, unequal: [], ...bookOf(order.acts, order.doubled) });
    // What was accepted alone decides the end, not when.
    const ends = new Map<string, Set<string>>();
    for (const one of lived.filter(({ order }) => !order.doubled)) {
      const set = Object.entries(one.answers).map(([what, answer]) => `${what} ${answer}`).sort().join(); // prettier-ignore
      ends.set(set, (ends.get(set) ?? new Set()).add(JSON.stringify([one.state, one.payment, one.certificates, one.letters])));
    }
    expect([...ends].filter(([, some]) => some.size > 1)).toEqual([]);
    report('order', {
      orders: lived.length,
      doubled: lived.filter(({ order }) => order.doubled).length,
      'acts accepted': lived.reduce(
        (sum, one) => sum + Object.values(one.answers).filter((answer) => ['done', 'late'].includes(answer)).length,
        0,
      ),
      'acts refused': lived.reduce(
        (sum, one) => sum + Object.values(one.answers).filter((answer) => !['done', 'late'].includes(answer)).length,
        0,
      ),
      'accepted sets': ends.size,
      seconds: Math.round((Date.now() - began) / 1_000),
    });
  }, 1_200_000);

  test('has a certificate whose life is that of the set of its uses, in each order, doubled', async () => {
    const orders = someOf(ordersOf(useDays.slice(0, sized(4, 5))), sized(12, 120), chance(seed).fork('uses'));
    const lasts = await useOrders(stage, server, orders);
    expect({ because, lasts }).toEqual({ because, lasts: orders.map(() => '2026-02-01') });
    report('order of uses', { orders: orders.length, 'uses each': sized(4, 5) });
  }, 600_000);
});

describe(`${clients} clients at the same moment`, () => {
  let api: OpenApi;
  let cast: Cast;
  const figures: Record<string, number> = {};
  beforeAll(async () => {
    api = await openApi();
    cast = castOf(api);
    const token = await cast.token('agency');
    await api.server.call('PUT', '/rules/jar.roundsPerYear', { token, body: { value: 12, reason: 'proof' } });
  });
  afterAll(async () => {
    report('races', { rules: races.length, requests: Object.values(figures).reduce((sum, one) => sum + one, 0) });
    await api.close();
  });

  test.each(races)(
    '$rule',
    async (racing: Racing) => {
      for (let round = 0; round < sized(1, 10); round += 1) {
        const { requests, fault } = await race({ api, cast }, racing);
        figures[racing.rule] = (figures[racing.rule] ?? 0) + requests;
        expect({ because, round, fault }).toEqual({ because, round, fault: undefined });
      }
    },
    sized(120_000, 600_000),
  );
});
