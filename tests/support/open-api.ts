import type { TestServer } from './http';
import { startServer } from './http';
import { createDatabase, type TestDatabase } from './database';
import { byHand } from './by-hand';
import type { Instant } from '../../domain/core/calendar';
import { setRehearsalClock } from '../../db/core/clock';
import { loadDemo } from '../../tools/demo/load';

/** When the demo of a test stands still: the second round of 2026 is open for sign-up. */
export const demoNow: Instant = '2026-03-02T09:00:00.000Z';

export type OpenApi = Readonly<{ database: TestDatabase; server: TestServer } & ReturnType<typeof byHand> & { close(): Promise<void> }>;

/** The real app on a rehearsal's database with the demo loaded, its stories played by hand. */
export async function openApi(now: Instant = demoNow): Promise<OpenApi> {
  const database = await createDatabase({ rehearsal: true });
  await setRehearsalClock(database.db, now);
  await loadDemo(database.db);
  const server = await startServer(database.db, database.url);
  return {
    database,
    server,
    ...byHand(database.db),
    async close() {
      await server.close();
      await database.drop();
    },
  };
}
