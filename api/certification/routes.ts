import { type RouteTable } from '../core/route';
import { roundRoutes } from './round-routes';
import { signUpRoutes } from './sign-up-routes';
import { enrolmentRoutes } from './enrolment-routes';
import { answerRoutes } from './answer-routes';
import { certificateRoutes } from './certificate-routes';

/** The API of certification (`domain.md` 2). */
export function certificationRoutes(table: RouteTable): void {
  roundRoutes(table);
  signUpRoutes(table);
  enrolmentRoutes(table);
  answerRoutes(table);
  certificateRoutes(table);
}
