import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../../tools/engine/project';

type Work<A extends unknown[]> = (...args: A) => Promise<void>;

/** What of DBOS Transact is used here. It is a dependency of the peers alone (bench/package.json), so its own types are not there when the product is compiled. */
export type Dbos = Readonly<{
  setConfig(
    config: Readonly<{
      name: string;
      systemDatabaseUrl: string;
      systemDatabasePoolSize: number;
      applicationVersion: string;
      logLevel: string;
    }>,
  ): void;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
  registerWorkflow<A extends unknown[]>(work: Work<A>, options: Readonly<{ name: string }>): Work<A>;
  /** Resolves once the workflow is stored; it goes on by itself, after a crash too. */
  startWorkflow<A extends unknown[]>(workflow: Work<A>, options: Readonly<{ workflowID: string }>): (...args: A) => Promise<unknown>;
  /** Does something outside the database, at least once; what it gave is stored. */
  runStep<T>(step: () => Promise<T>, options: Readonly<{ name: string }>): Promise<T>;
}>;

/** Loads DBOS Transact from where `npm ci` put it in the peers' own folder. */
export function dbosLibrary(): Dbos {
  const load = createRequire(join(projectRoot(), 'bench', 'package.json'));
  return (load('@dbos-inc/dbos-sdk') as { DBOS: Dbos }).DBOS;
}
