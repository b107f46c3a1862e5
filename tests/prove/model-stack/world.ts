import type { Knex } from 'knex';
import type { Role } from '../../../domain/core/actors';
import { overdueCases } from '../../../db/core/cases';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { wakesWait } from '../../../db/core/outbox';
import { setNightlyDue } from '../../../db/core/retention';
import { ruleBook } from '../../../db/core/rules';
import { byHand } from '../../support/by-hand';
import { createDatabase } from '../../support/database';
import { startServer, type TestServer } from '../../support/http';
import { somebody } from '../../support/people';
import { Stage } from '../../support/stage';
import { agents, beginning, coordinators, graders, participants, regions, type Participant } from '../model/program';
import { remember } from './beginning';

/** An installation of its own on which one program is lived through: people, requests, time. */
export type World = Readonly<{
  db: Knex;
  server: TestServer;
  /** The token of somebody, by the name that programs call them by; a region's user by the region. */
  token(name: string): string;
  personId(name: Participant): string;
  /** Does everything that is due at the present instant. */
  settle(): Promise<void>;
  /** Makes everything as it was at the beginning. */
  putBack(): Promise<void>;
  passTo(instant: string): Promise<unknown>;
  close(): Promise<void>;
}>;

/** `stories`: the real stack, worker and Temporal and all. `by hand`: the same reads and steps without them, for what is tried by the thousand. */
export type Engine = 'stories' | 'by hand';

export async function openWorld(engine: Engine): Promise<World> {
  const { database, settle, passTo, close } = await (engine === 'stories' ? told() : played());
  const { db } = database;
  // A new installation looks at its calendar at the machine's present; a rehearsal begins elsewhere.
  await setNightlyDue(db, beginning);
  const people = await populate(db);
  const server = await startServer(db, database.url, { checkAnswers: false });
  const tokens = new Map<string, string>();
  for (const name of new Set([...participants, ...coordinators, ...graders, ...agents, ...regions]))
    tokens.set(name, await server.token(emailOf(name)));
  await settle();
  const beginningOfAll = await remember(database.ownerUrl);
  return {
    db,
    server,
    settle,
    passTo,
    token: (name) => tokens.get(name)!,
    personId: (name) => people.get(name)!,
    async putBack() {
      await beginningOfAll.putBack();
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

async function told() {
  const stage = await Stage.open({ now: beginning });
  const { db } = stage;
  return {
    database: stage.database,
    passTo: stage.passTo,
    /** Quiet is what an advance calls quiet: nothing is due, and nobody is still to be woken. */
    async settle(): Promise<void> {
      await stage.until(
        'everything due is done',
        async () => (await overdueCases(db, await clock(db), 1)).length === 0 && !(await wakesWait(db)),
        60_000,
        5,
      );
    },
    close: () => stage.close(),
  };
}

async function played() {
  const database = await createDatabase({ rehearsal: true, pool: 5 });
  await setRehearsalClock(database.db, beginning);
  return { database, ...byHand(database.db), close: () => database.drop() };
}

const staff: ReadonlySet<string> = new Set([...coordinators, ...graders]);

/** The one address of somebody; a grader who takes the course has one as well. */
export function emailOf(name: string): string {
  if (staff.has(name)) return `${name}@wsp.example`;
  if (agents.some((agent) => agent === name)) return `${name}@styrelsen.example`;
  return regions.some((region) => region === name) ? `jar@${name}.example` : `${name}@firma.example`;
}

/** Everybody whom programs name. @returns person ids by name */
async function populate(db: Knex): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const add = async (name: string, role?: Role, organisation?: string): Promise<void> => {
    ids.set(name, await somebody(db, emailOf(name), role, organisation));
  };
  for (const name of participants) await add(name);
  for (const name of coordinators) await add(name, 'coordinator');
  for (const name of graders) await add(name, 'grader');
  for (const name of agents) await add(name, 'agency');
  for (const name of regions) await add(name, 'region', name);
  return ids;
}
