import { type RouteTable } from '../core/route';
import { roundRoutes } from './round-routes';
import { signUpRoutes } from './sign-up-routes';
import { outageRoutes } from './outage-routes';
import { enrolmentRoutes } from './enrolment-routes';
import { answerRoutes } from './answer-routes';
import { correctionRoutes } from './correction-routes';
import { certificateRoutes } from './certificate-routes';
import { documentRoutes } from './document-routes';
import { evidenceRoutes } from './evidence-routes';
import { paymentRoutes } from './payment-routes';
import { accessRoutes } from './access-routes';
import { whatIfRoutes } from './what-if-routes';

/** The API of certification (`domain.md` 2). */
export function certificationRoutes(table: RouteTable): void {
  roundRoutes(table);
  outageRoutes(table);
  signUpRoutes(table);
  enrolmentRoutes(table);
  paymentRoutes(table);
  answerRoutes(table);
  correctionRoutes(table);
  certificateRoutes(table);
  documentRoutes(table);
  evidenceRoutes(table);
  accessRoutes(table);
  whatIfRoutes(table);
}
