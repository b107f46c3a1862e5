import type { Knex } from 'knex';
import { overdueCases } from '../../../db/core/cases';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { wake, wakesWait } from '../../../db/core/outbox';
import { addRuleSetting } from '../../../db/core/rules';
import { transaction } from '../../../db/core/transaction';
import { createParticipation } from '../../../api/register/participation-commands';
import type { Instant } from '../../../domain/core/calendar';
import { allowSyntheticNumbers } from '../../../tools/demo/synthetic-numbers';
import { specialNumbers, syntheticPerson } from '../../../workers/population-register-people';
import { womanNumber } from '../../support/norwegian-numbers';
import { as, somebody } from '../../support/people';
import type { Stage } from '../../support/stage';

/** When the proofs of the register begin. */
export const registerBegins: Instant = '2026-03-02T09:00:00.000Z';

/** Somebody who registers for a municipality in which synthetic numbers are allowed. @returns the person id */
export async function employed(db: Knex): Promise<string> {
  const nina = await somebody(db, 'nina@oslo.kommune.example', 'municipality_user');
  await transaction(db, (trx) => allowSyntheticNumbers(trx, nina));
  return nina;
}

/** Numbers of women that nobody else in the run has. */
export function numbers(): () => string {
  let count = 0;
  const taken = new Set<string>(Object.values(specialNumbers));
  return () => {
    for (;;) {
      const number = womanNumber((count % 28) + 1, (Math.floor(count / 28) % 12) + 1, 72 + (Math.floor(count / 336) % 22), Math.floor(count / 7_392)); // prettier-ignore
      count += 1;
      if (!taken.has(number)) return number;
    }
  };
}

/** The name that the register has for a number. */
export function nameOf(number: string): string {
  const { firstName, lastName } = syntheticPerson(number)!;
  return `${firstName} ${lastName}`;
}

/** Registers a participant. @returns the participation's id */
export async function register(db: Knex, by: string, nationalId: string): Promise<string> {
  const wanted = { nationalId, startOn: '2026-03-02', municipality: '0301', financing: 'jobbsjansen_grant' };
  return (await createParticipation(await as(db, by), wanted)).participation.participationId;
}

/** How many questions a minute the register is said to bear from now on. */
export async function bears(db: Knex, perMinute: number, setBy: string): Promise<void> {
  await transaction(db, async (trx) => {
    const setAt = await clock(trx);
    await addRuleSetting(trx, { key: 'register.lookupsPerMinute', value: perMinute, validFrom: '2000-01-01', setBy, setAt, moves: false, reason: null }); // prettier-ignore
  });
}

/** Waits until nothing is due at the present instant; what is due is woken, as the courier and the watch would. */
export async function atRest({ db, until }: Pick<Stage, 'db' | 'until'>, patienceMs = 600_000): Promise<void> {
  let wokenAt = 0;
  const rested = async (): Promise<boolean> => {
    const due = (await overdueCases(db, await clock(db), 10_000)).map(({ story }) => story);
    if (due.length > 0 && Date.now() - wokenAt > 5_000) {
      await transaction(db, (trx) => wake(trx, ...due));
      wokenAt = Date.now();
    }
    return due.length === 0 && !(await wakesWait(db));
  };
  await until('nothing is due', rested, patienceMs);
}

/** Lets the clock leap, as when the workers were busy or away meanwhile: what fell due is done late. `meanwhile` happens beside it, at the new instant. */
export async function leap(stage: Stage, minutes: number, meanwhile?: () => Promise<unknown>): Promise<void> {
  const { db } = stage;
  await setRehearsalClock(db, new Date(Date.parse(await clock(db)) + minutes * 60_000).toISOString() as Instant);
  await Promise.all([atRest(stage), meanwhile?.()]);
  await atRest(stage);
}
