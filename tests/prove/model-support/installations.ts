import type { PopulationRegister } from '../../../activities/register/population-register';
import { overdueCases } from '../../../db/core/cases';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { wakesWait } from '../../../db/core/outbox';
import { setNightlyDue } from '../../../db/core/retention';
import { instantOf } from '../../../domain/core/calendar';
import { byHand } from '../../support/by-hand';
import { createDatabase, type TestDatabase } from '../../support/database';
import { ScriptedRelay } from '../../support/scripted-relay';
import { Stage } from '../../support/stage';

/** `stories`: the real stack, worker and Temporal and all. `by hand`: the same reads and steps without them, for what is tried by the thousand. */
export type Engine = 'stories' | 'by hand';

/** An empty installation on which programs are lived through. */
export type Installation = Readonly<{
  database: TestDatabase;
  /** Does everything that is due at the present instant. */
  settle(): Promise<void>;
  passTo(instant: string): Promise<unknown>;
  close(): Promise<void>;
}>;

export type InstallationOptions = Readonly<{
  /** Where the rehearsal's clock begins. */
  now: string;
  register?: PopulationRegister;
  /** Which addresses the relay takes no mail for. */
  refuses?: (email: string) => boolean;
}>;

export async function openInstallation(engine: Engine, options: InstallationOptions): Promise<Installation> {
  const installation = await (engine === 'stories' ? told(options) : played(options));
  // A new installation looks at its calendar at the machine's present; a rehearsal begins elsewhere.
  await setNightlyDue(installation.database.db, instantOf(Date.parse(options.now)));
  return installation;
}

async function told({ now, register, refuses }: InstallationOptions): Promise<Installation> {
  const relay = refuses && (await ScriptedRelay.start());
  relay?.refuseAll((command) => (refuses!(/<(.*)>/u.exec(command)?.[1] ?? '') ? '550 no such mailbox' : undefined));
  const stage = await Stage.open({
    now: instantOf(Date.parse(now)),
    ...(register ? { register } : {}),
    ...(relay ? { smtpUrl: relay.url } : {}),
  });
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
    async close() {
      await stage.close();
      await relay?.close();
    },
  };
}

async function played({ now, ...world }: InstallationOptions): Promise<Installation> {
  const database = await createDatabase({ rehearsal: true, pool: 5 });
  await setRehearsalClock(database.db, instantOf(Date.parse(now)));
  return { database, ...byHand(database.db, world), close: () => database.drop() };
}
