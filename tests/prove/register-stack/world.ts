import type { Knex } from 'knex';
import type { PopulationRegister } from '../../../activities/register/population-register';
import { clock } from '../../../db/core/clock';
import { addRuleSetting, ruleBook } from '../../../db/core/rules';
import { transaction } from '../../../db/core/transaction';
import type { RegisterAnswer } from '../../../domain/register/name-lookup';
import { startServer, type TestServer } from '../../support/http';
import { somebody } from '../../support/people';
import { remember } from '../model-support/beginning';
import { openInstallation, type Engine } from '../model-support/installations';
import { nameOf, toldBirth } from '../register-model/lookups';
import { beginning, staff, type Actor, type Told } from '../register-model/program';

/** How the population register answers; programs change it. */
export type Answering = { answers: 'well' | 'not' | 'later'; hours: number; readonly told: Map<string, Told> };

/** An installation of its own on which one program of the register is lived through. */
export type World = Readonly<{
  db: Knex;
  server: TestServer;
  /** The token of somebody; `undefined` for who was never written to. */
  token(name: Actor): Promise<string | undefined>;
  personId(name: keyof typeof staff): string;
  answering: Answering;
  settle(): Promise<void>;
  putBack(): Promise<void>;
  passTo(instant: string): Promise<unknown>;
  close(): Promise<void>;
}>;

export const emailOf = (name: string): string => `${name}@post.example`;
const names = Object.keys(staff) as (keyof typeof staff)[];

export async function openWorld(engine: Engine): Promise<World> {
  const answering: Answering = { answers: 'well', hours: 0, told: new Map() };
  const refuses = (email: string): boolean => email.startsWith('avvist');
  const { database, settle, passTo, close } = await openInstallation(engine, { now: beginning, register: answeringAs(answering), refuses });
  const { db } = database;
  const people = new Map<string, string>();
  for (const name of names) people.set(name, await somebody(db, emailOf(name), staff[name].role, staff[name].municipality ?? 'imdi'));
  await setBefore(db, 'fnr.allowSynthetic', 'on', people.get('dag')!);
  // Turns go by the machine's clock: nobody is to wait for one here.
  await setBefore(db, 'register.lookupsPerMinute', 1_000_000, people.get('dag')!);
  const server = await startServer(db, database.url, { checkAnswers: false });
  const ofStaff = new Map<Actor, string>();
  for (const name of names) ofStaff.set(name, await server.token(emailOf(name)));
  await settle();
  const beginningOfAll = await remember(database.ownerUrl);
  const ofColleagues = new Map<Actor, string>();
  return {
    db,
    server,
    settle,
    passTo,
    answering,
    personId: (name) => people.get(name)!,
    async token(name) {
      const known = ofStaff.get(name) ?? ofColleagues.get(name);
      if (known !== undefined) return known;
      const made = await server.token(emailOf(name)).catch(() => undefined);
      if (made !== undefined) ofColleagues.set(name, made);
      return made;
    },
    async putBack() {
      await beginningOfAll.putBack();
      ofColleagues.clear();
      Object.assign(answering, { answers: 'well', hours: 0 });
      answering.told.clear();
      // A book of rules is known by its number, and the numbers begin again.
      await ruleBook(db);
    },
    async close() {
      await beginningOfAll.close();
      await server.close();
      await close();
    },
  };
}

function answeringAs(answering: Answering): PopulationRegister {
  return { personOf: async (number) => Promise.resolve(answerTo(answering, number)) };
}

function answerTo({ answers, hours, told }: Answering, number: string): RegisterAnswer {
  if (answers !== 'well')
    return answers === 'not'
      ? { kind: 'later', status: 503, retryAfterMs: null }
      : { kind: 'later', status: 429, retryAfterMs: hours * 3_600_000 };
  const as = told.get(number) ?? 'woman';
  if (as === 'unknown') return { kind: 'unknown', status: 404 };
  if (as === 'refused') return { kind: 'refused', status: 403 };
  const standing = as === 'dead' || as === 'ceased' ? as : 'living';
  return { kind: 'person', status: 200, name: nameOf(number), sex: as === 'man' ? 'man' : 'woman', bornOn: toldBirth, standing };
}

async function setBefore(db: Knex, key: string, value: unknown, setBy: string): Promise<void> {
  await transaction(db, async (trx) =>
    addRuleSetting(trx, { key, value, validFrom: '2000-01-01', setBy, setAt: await clock(trx), moves: false, reason: 'test' }),
  );
}
