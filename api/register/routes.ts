import type { RouteTable } from '../core/route';
import { passwordRoutes } from './account-routes';
import { downloadRoutes } from './download-routes';
import { importRoutes } from './import-routes';
import { invitationRoutes } from './invitation-routes';
import { lookupRoutes } from './lookup-routes';
import { overviewRoutes } from './overview-routes';
import { oversightRoutes } from './oversight-routes';
import { participationRoutes } from './participation-routes';
import { projectRoutes } from './project-routes';
import { reportRoutes } from './report-routes';

/** The API of the participant register (`domain.md` 6). */
export function registerRoutes(table: RouteTable): void {
  invitationRoutes(table);
  // Words come before ids.
  overviewRoutes(table);
  downloadRoutes(table);
  importRoutes(table);
  participationRoutes(table);
  projectRoutes(table);
  reportRoutes(table);
  passwordRoutes(table);
  lookupRoutes(table);
  oversightRoutes(table);
}
