import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../db/core/database';
import { addToken } from '../../db/core/access';
import { rows } from '../../db/core/columns';
import { wakeOwn } from '../../db/core/outbox';
import { keyRing } from '../../db/core/sealing';
import { transaction } from '../../db/core/transaction';
import { engines } from '../support/engines';
import { startServer } from '../support/http';
import { somebody } from '../support/people';
import { factsOf } from '../support/round-story';
import { ScriptedRelay } from '../support/scripted-relay';
import { Stage } from '../support/stage';
import { calm, seamOfDatabase } from './said-no/database-seam';
import { Hands } from './said-no/hands';
import { people, scenes, type Scene, type Who } from './said-no/scenes';
import { Seam } from './said-no/seam';
import { CutLine, seamOfTemporal } from './said-no/temporal-seam';
import { chance } from './support/chance';
import { report } from './support/report';
import { large, seed } from './support/scale';

/** How often a call comes to nothing. */
const rate = 0.05;
/** Seeds that once failed are lived through for ever. */
const kept: readonly number[] = [];
const seeds = [...new Set([seed, ...kept, ...(large ? [seed + 1, seed + 2] : [])])];
const lived = large ? scenes : scenes.slice(0, 1);

type Facts = Readonly<Record<string, unknown>>;
const expected = new Map<string, Facts>();

beforeAll(async () => {
  for (const scene of lived) expected.set(scene.name, (await live(scene, 0, 1)).facts);
}, 600_000);

const totals = { scenes: 0, requests: 0, 'requests repeated': 0, 'duplicate letters': 0, 'letters sent': 0 };
const calls = new Map<string, number>();
const faults = new Map<string, number>();
afterAll(() =>
  report('said-no', {
    ...totals,
    ...Object.fromEntries([...calls].map(([kind, count]) => [`calls ${kind}`, count])),
    ...Object.fromEntries([...faults].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => [`faults ${what}`, count])),
  }),
);

test.each(lived.flatMap((scene) => seeds.map((one) => [scene.name, one, scene] as const)))(
  'the scene of %s, with seed %s, comes to the same facts when one call in twenty says no, or does it and says no',
  async (name, one, scene) => {
    const { facts, hands, seam, letters } = await live(scene, rate, one);
    totals.scenes += 1;
    totals.requests += hands.requests;
    totals['requests repeated'] += hands.repeats;
    totals['letters sent'] += letters.length;
    totals['duplicate letters'] += letters.reduce((sum, { taken }) => sum + taken - 1, 0);
    for (const [kind, count] of seam.calls) calls.set(kind, (calls.get(kind) ?? 0) + count);
    for (const [what, count] of seam.faults) faults.set(what, (faults.get(what) ?? 0) + count);

    expect({ seed: one, facts }).toEqual({ seed: one, facts: expected.get(name) });
    // Nobody is told of a fault of ours because a line broke.
    expect({ seed: one, wrong: hands.wrong }).toEqual({ seed: one, wrong: [] });
    // A letter arrives; again only where it was taken and nobody heard so: never without another attempt, never under another Message-ID (design.md 6).
    expect({ seed: one, lost: letters.filter(({ taken }) => taken < 1), more: letters.filter(({ taken, attempts }) => taken > attempts) }).toEqual({ seed: one, lost: [], more: [] }); // prettier-ignore
  },
  900_000,
);

/** Lives through a scene on an installation of its own. */
async function live(scene: Scene, faultRate: number, one: number) {
  const by = chance(one).fork(scene.name);
  const seam = new Seam(by.fork('calls'), faultRate);
  const line = await CutLine.to(engines().temporalAddress, by.fork('line'), seam);
  const relay = await ScriptedRelay.start({
    breaks(moment) {
      if (!seam.fault('smtp')) return false;
      seam.note('smtp', `at ${moment}`);
      return true;
    },
  });
  const stage = await Stage.open({ now: scene.begins as `${string}T${string}Z`, smtpUrl: relay.url, temporalAddress: line.address });
  const name = new URL(stage.database.url).pathname.slice(1);
  const eyes = openDatabase({ url: stage.database.url, keys: keyRing(stage.database.masterKey), rehearsal: true, publicUrl: 'http://frist.test', name: calm }); // prettier-ignore
  const server = await startServer(stage.db, stage.database.url);
  const ids = {} as Record<Who, string>;
  const tokens = {} as Record<Who, string>;
  for (const [who, [email, role, organisation]] of Object.entries(people) as [Who, readonly [string, 'coordinator'?, string?]][]) {
    ids[who] = await somebody(eyes, email, role, organisation);
    tokens[who] = (await addToken(eyes, ids[who], 'proof', 1)).token;
  }
  const hands = new Hands(server, tokens, seam, () => forward(eyes));
  const release = seamOfDatabase(name, seam);
  seamOfTemporal(stage.temporal.connection, seam);
  if (faultRate > 0) line.open();
  seam.open();
  try {
    await scene.live(hands, ids);
    seam.close();
    await stage.until('all letters are out', async () => {
      await forward(eyes);
      return (
        (await rows(eyes.raw(`select 1 from letter where state = 'queued' and due_at <= (select now_at from rehearsal_clock)`))).length ===
        0
      );
    });
    const letters = await rows<{ messageId: string; attempts: number }>(
      eyes.raw(`select message_id as "messageId", attempts from letter where state = 'sent'`),
    );
    return {
      facts: once(await factsOf(eyes)),
      hands,
      seam,
      letters: letters.map((letter) => ({
        ...letter,
        taken: relay.taken.filter((id) => id.includes(letter.messageId.replace(/[<>]/g, ''))).length,
      })),
    };
  } finally {
    seam.close();
    release();
    await server.close();
    await stage.close().catch(() => undefined);
    await eyes.destroy();
    await line.close();
    await relay.close();
  }
}

let forwardedAt = 0;
/** Lets the machine's waits of letters be over, as minutes would: those of a next attempt, and leases of a clerk who is gone. */
async function forward(eyes: Parameters<typeof factsOf>[0]): Promise<void> {
  if (Date.now() - forwardedAt < 1_000) return;
  forwardedAt = Date.now();
  const moved = await rows(
    eyes.raw(
      `update letter set retry_at = null, sending_until = null where state = 'queued'
         and ((sending_until is null and retry_at is not null) or sending_until < clock_timestamp() + interval '3 minutes' - interval '10 seconds') returning 1`,
    ),
  );
  if (moved.length > 0) await transaction(eyes, (trx) => wakeOwn(trx, 'post-office'));
}

/** What a PUT that was repeated may have noted twice is noted once. */
function once(facts: Facts): Facts {
  const events = facts['events'] as { what: string; count: number }[];
  return { ...facts, events: events.map((one) => (['materialUploaded', 'ruleSet'].includes(one.what) ? { ...one, count: 1 } : one)) };
}
