import { z } from 'zod';
import { accessReasons, goesOnCodes } from '../../domain/certification/access';
import { day, dayOut, id, instantOut, line, pageQuery, reason } from '../core/schemas';
import { personBody, personOut } from './schemas';

export const accessQuery = z.strictObject({
  consultant: line(60).meta({ description: 'A person id, or the number of a certificate' }),
  region: line(60),
  assignmentStart: day.optional(),
  on: day.optional(),
});
const basisOut = z
  .string()
  .meta({ description: 'The number of the certificate, or the id of the existing write access; which of the two, `reason` tells.' });
export const accessOut = z
  .strictObject({
    on: dayOut,
    decision: z.enum(['allow', 'deny']),
    reason: z.enum(accessReasons),
    basis: basisOut.nullable(),
    validUntil: dayOut.nullable(),
    offer: z.literal('recertification').nullable(),
    because: z.array(
      z.strictObject({
        row: z.int(),
        decides: z.boolean(),
        code: z.enum([...accessReasons, ...goesOnCodes]),
        facts: z.record(z.string(), z.string().nullable()),
      }),
    ),
  })
  .meta({ id: 'AccessAnswer' });

const newPerson = personBody.omit({ nationalId: true });
/** Somebody held by id or certificate number, or somebody who may be new: one of the two. */
const registered = { consultant: line(60).optional(), person: newPerson.optional() };
const oneOfTwo = (body: Readonly<{ consultant?: unknown; person?: unknown }>): boolean =>
  (body.consultant === undefined) !== (body.person === undefined);

export const legacyBody = z
  .strictObject({ ...registered, region: line(60), evidenceOn: day, evidence: z.string().trim().min(1).max(2_000) })
  .refine(oneOfTwo, { path: ['consultant'], message: 'invalid' });
export const legacyEndBody = z.strictObject({ endedOn: day, reason });
export const legacyQuery = pageQuery.extend({ region: line(60) });
export const legacyOut = z
  .strictObject({
    id,
    person: personOut,
    region: z.string(),
    evidenceOn: dayOut,
    evidence: z.string().nullable(),
    registeredAt: instantOut,
    endedOn: dayOut.nullable(),
    lapsed: z.boolean(),
  })
  .meta({ id: 'LegacyAccess' });
export const legacyListOut = z.strictObject({ accesses: z.array(legacyOut), next: id.nullable() });

export const byCode = z.strictObject({ code: z.string().max(60) });
export const demandBody = z.strictObject({ requiresCertificateForNewAssignmentsFrom: day.nullable(), reason });
export const membershipBody = z.strictObject({ from: day, to: day.nullable(), reason });
export const regionOut = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    memberFrom: dayOut,
    memberTo: dayOut.nullable(),
    requiresCertificateForNewAssignmentsFrom: dayOut.nullable(),
  })
  .meta({ id: 'Region' });

export const rightFilter = z.enum(['allow', 'deny', ...accessReasons]);
export const consultantsQuery = pageQuery.extend({ right: rightFilter.optional() });
export const exportQuery = z.strictObject({ right: rightFilter.optional() });
export const consultantsOut = z.strictObject({
  consultants: z.array(
    z
      .strictObject({
        personId: id,
        name: z.string().nullable(),
        employer: z.string().nullable(),
        decision: z.enum(['allow', 'deny']),
        reason: z.enum(accessReasons),
        basis: basisOut.nullable(),
        validUntil: dayOut.nullable(),
      })
      .meta({ id: 'Consultant' }),
  ),
  next: id.nullable(),
});

export const proofBody = z
  .strictObject({ personId: id.optional(), person: newPerson.optional(), courseOn: day, lastUseOn: day.optional() })
  .refine(({ personId, person }) => oneOfTwo({ consultant: personId, person }), { path: ['person'], message: 'invalid' });
export const revokeBody = z.strictObject({ reason });
