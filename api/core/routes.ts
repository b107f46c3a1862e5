import { type RouteTable } from './route';
import { accountRoutes } from './account-routes';
import { peopleRoutes } from './people-routes';
import { ruleRoutes } from './rule-routes';
import { logRoutes } from './log-routes';
import { demoRoutes } from './demo-routes';
import { rehearsalRoutes } from './rehearsal-routes';

export type CoreRouteOptions = Readonly<{ demo: boolean; rehearsal: boolean }>;

/** The API that all systems share. */
export function coreRoutes(table: RouteTable, options: CoreRouteOptions): void {
  accountRoutes(table);
  peopleRoutes(table);
  ruleRoutes(table);
  logRoutes(table);
  if (options.demo) demoRoutes(table);
  if (options.rehearsal) rehearsalRoutes(table);
}
