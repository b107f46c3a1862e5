import { newId } from '../../../db/core/ids';
import type { Enrolled } from '../../../bench/cases';
import { HttpClient } from '../../../bench/http-client';
import { steadily } from '../../../bench/load';
import { percentile } from '../../../bench/percentiles';
import type { Scope } from '../../../bench/scope';
import type { System } from '../../../bench/system';

export const clickKinds = ['a page', 'an access decision', 'a hand-in'] as const;
type ClickKind = (typeof clickKinds)[number];

/** How long each kind of click took, in milliseconds. */
export type Clicks = Readonly<Record<ClickKind, number[]>>;

/** Each kind this often a second: people who click while the machines are busy, not a load of its own. */
const perSecond = 4;

/** Somebody who reads a case, a region that asks, a participant who hands in. */
export function clicker(
  scope: Scope,
  { url }: System,
  people: Readonly<{ cookie: string; region: string; enrolled: readonly Enrolled[]; numbers: readonly string[] }>,
): (seconds: number, isOver?: () => boolean) => Promise<Clicks> {
  const client = new HttpClient(url, 16);
  scope.add(() => client.close());
  const one = (at: number): Enrolled => people.enrolled[at % people.enrolled.length]!;
  const click: Readonly<Record<ClickKind, (at: number) => Promise<unknown>>> = {
    'a page': (at) => client.send('GET', `/certification/enrolments/${one(at).enrolmentId}`, { headers: { cookie: people.cookie } }),
    'an access decision': (at) =>
      client.send('GET', `/api/v1/certification/access?consultant=${people.numbers[at % people.numbers.length]}&region=nordjylland`, {
        token: people.region,
      }),
    'a hand-in': (at) =>
      client.send('PUT', `/api/v1/certification/enrolments/${one(at).enrolmentId}/answer`, {
        token: one(at).token,
        body: { text: `Svar ${newId()}` },
      }),
  };
  let at = 0;
  return async (seconds, isOver = () => false) => {
    const clicks: Clicks = { 'a page': [], 'an access decision': [], 'a hand-in': [] };
    for (let second = 0; second < seconds && !isOver(); second += 1) {
      const from = (at += perSecond);
      await Promise.all(
        clickKinds.map(async (kind) => clicks[kind].push(...(await steadily(perSecond, perSecond, (n) => click[kind](from + n))).eachMs)),
      );
    }
    return clicks;
  };
}

/** The p50 and p99 of each kind, in milliseconds. */
export function tellClicks(clicks: Clicks): string {
  return clickKinds
    .map((kind) => `${kind} ${percentile(clicks[kind], 50).toFixed(0)}/${percentile(clicks[kind], 99).toFixed(0)}`)
    .join(', ');
}
