import type { Knex } from 'knex';
import type { Role } from '../../../domain/core/actors';
import { ruleBook } from '../../../db/core/rules';
import { startServer, type TestServer } from '../../support/http';
import { somebody } from '../../support/people';
import { remember } from '../model-support/beginning';
import { openInstallation, type Engine } from '../model-support/installations';
import { agents, beginning, coordinators, graders, participants, regions, type Participant } from '../model/program';

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

export async function openWorld(engine: Engine): Promise<World> {
  const { database, settle, passTo, close } = await openInstallation(engine, { now: beginning });
  const { db } = database;
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
