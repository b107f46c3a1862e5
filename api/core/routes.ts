import { type RouteTable } from './route';
import { accountRoutes } from './account-routes';
import { peopleRoutes } from './people-routes';
import { forecastRoutes } from './forecast-routes';
import { heldRoutes } from './held-routes';
import { dayOffRoutes } from './day-off-routes';
import { ruleRoutes } from './rule-routes';
import { logRoutes } from './log-routes';
import { demoRoutes } from './demo-routes';
import { rehearsalRoutes } from './rehearsal-routes';
import { snapshotRoutes } from './snapshot-routes';

export type CoreRouteOptions = Readonly<{ demo: boolean; rehearsal: boolean }>;

/** The API that all systems share. */
export function coreRoutes(table: RouteTable, options: CoreRouteOptions): void {
  accountRoutes(table);
  peopleRoutes(table);
  heldRoutes(table);
  forecastRoutes(table);
  ruleRoutes(table);
  dayOffRoutes(table);
  logRoutes(table);
  if (options.demo) demoRoutes(table);
  if (options.rehearsal) {
    rehearsalRoutes(table);
    snapshotRoutes(table);
  }
}
