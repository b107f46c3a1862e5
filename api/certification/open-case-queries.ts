import { agencyOnly, allow } from '../../domain/core/policies';
import type { Agenda } from '../../domain/core/agenda';
import type { CertificateStep } from '../../domain/certification/certificate';
import type { EnrolmentStep } from '../../domain/certification/enrolment-agenda';
import type { RoundStep } from '../../domain/certification/round';
import { openCaseCounts, openCases } from '../../db/core/cases';
import { readCertificateFile } from '../../db/certification/certificates';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { readRoundFile } from '../../db/certification/rounds';
import type { Context } from '../core/context';

/** A case that is open, with what its story will do next; nothing when it waits for a person. */
export type WaitingCase = Awaited<ReturnType<typeof openCases>>[number] & Readonly<{ agenda: Agenda<Step> }>;
export type Step = CertificateStep | EnrolmentStep | RoundStep;

/** Cases shown at a time. */
const shown = 50;

/** What every story waits for, the next to act first; for the agency. Names nobody, so nothing is logged. */
export async function waitingCases(
  context: Context,
  kind: string | undefined,
  offset = 0,
): Promise<{ cases: WaitingCase[]; next: number | undefined; counts: Awaited<ReturnType<typeof openCaseCounts>> }> {
  allow(context.actor, agencyOnly, undefined);
  const found = await openCases(context.db, kind, { offset, limit: shown + 1 });
  const cases: WaitingCase[] = [];
  for (const one of found.slice(0, shown)) cases.push({ ...one, agenda: await agendaOf(context, one.kind, one.caseId) });
  return { cases, next: found.length > shown ? offset + shown : undefined, counts: await openCaseCounts(context.db) };
}

async function agendaOf({ db, receivedAt }: Context, kind: string, caseId: string): Promise<Agenda<Step>> {
  switch (kind) {
    case 'enrolment':
      return (await readEnrolmentFile(db, caseId, receivedAt))?.agenda ?? [];
    case 'certificate':
      return (await readCertificateFile(db, caseId, receivedAt))?.agenda ?? [];
    case 'round':
      return (await readRoundFile(db, caseId, receivedAt))?.agenda ?? [];
    default:
      return [];
  }
}
