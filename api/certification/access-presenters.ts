import type { z } from 'zod';
import { csvOf, type CsvCell } from '../../domain/core/csv';
import type { AccessBasis } from '../../domain/certification/access';
import type { Region } from '../../domain/certification/region';
import { Bytes } from '../core/route';
import type { AskedAnswer, ConsultantRow } from './access-queries';
import type * as schemas from './access-schemas';
import type { LegacySeen } from './legacy-queries';
import { presentPerson } from './presenters';

type Out<T extends z.ZodType> = z.infer<T>;

export function presentAccess({ on, answer }: AskedAnswer): Out<typeof schemas.accessOut> {
  return {
    on,
    ...answer,
    basis: presentBasis(answer.basis),
    because: answer.because.map((one) => ({ ...one, facts: { ...one.facts } })),
  };
}

/** What a right rests on, as a region knows it: the number of the certificate, or the id of the existing access. */
function presentBasis(basis: AccessBasis | null): string | null {
  return basis && (basis.kind === 'certificate' ? basis.number : basis.id);
}

export function presentLegacy(row: LegacySeen): Out<typeof schemas.legacyOut> {
  const { legacyAccessId, region, evidenceOn, evidence, registeredAt, endedOn, lapsed } = row;
  return { id: legacyAccessId, person: presentPerson(row), region, evidenceOn, evidence, registeredAt, endedOn, lapsed };
}

export function presentRegion({ code, name, memberFrom, memberTo, certificateNeededFrom }: Region): Out<typeof schemas.regionOut> {
  return { code, name, memberFrom, memberTo, requiresCertificateForNewAssignmentsFrom: certificateNeededFrom };
}

export function presentConsultants({
  rows,
  next,
}: Readonly<{ rows: readonly ConsultantRow[]; next: string | null }>): Out<typeof schemas.consultantsOut> {
  return {
    consultants: rows.map(({ consultant, answer: { decision, reason, basis, validUntil } }) => ({
      ...consultant,
      decision,
      reason,
      basis: presentBasis(basis),
      validUntil,
    })),
    next,
  };
}

/** The columns of the file of consultants. */
export const consultantColumns = ['name', 'employer', 'right', 'basis', 'validUntil'] as const;

/** The consultants of a region as a file. @param say what a right is called */
export function consultantFile(
  code: string,
  rows: readonly ConsultantRow[],
  headings: readonly string[],
  say: (row: ConsultantRow) => string,
): Bytes {
  const cells = (row: ConsultantRow): CsvCell[] => [
    row.consultant.name,
    row.consultant.employer,
    say(row),
    row.answer.basis?.kind === 'certificate' ? row.answer.basis.number : null,
    row.answer.validUntil,
  ];
  return new Bytes(Buffer.from(csvOf([headings, ...rows.map(cells)])), `jar-${code}.csv`, 'text/csv; charset=utf-8');
}
