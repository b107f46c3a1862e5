import { localDay } from '../../domain/core/calendar';
import { Refusal, type ErrorCode, type FieldFaults } from '../../domain/core/errors';
import type { NorwegianId } from '../../domain/core/norwegian-id';
import type { Participation, ParticipationField } from '../../domain/register/participation';
import type { RegisterRules } from '../../domain/register/rules';
import { ageWarningOf } from '../../domain/register/age';
import { savedFields } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import { newId } from '../../db/core/ids';
import type { Context } from '../core/context';

/** A participation that begins now. */
export function newParticipation(
  begun: Pick<Participation, 'personId' | 'organisationId' | 'startOn' | 'financing' | 'returnOf'> & Readonly<{ projectId?: string }>,
  number: Pick<NorwegianId, 'bornOn'> | undefined,
  rules: RegisterRules,
  { receivedAt }: Pick<Context, 'receivedAt'>,
): Participation {
  const empty = Object.fromEntries(savedFields.map((field) => [field, null])) as Record<ParticipationField, null>;
  return {
    ...empty,
    ...begun,
    projectId: begun.projectId ?? null,
    participationId: newId(),
    ageWarning: ageWarningOf(number?.bornOn ?? null, begun.startOn, rules),
    createdAt: receivedAt,
    savedAt: receivedAt,
    dischargedAt: null,
    changedSinceDischarge: false,
    changedIn: {},
    rulesVersion: rules.version,
    rulesOn: localDay(receivedAt, zone),
    version: 1,
  };
}

/** What of a saved record is not a field: when it was saved, and that it was changed after the discharge (`domain.md` 6.5). */
export function marked(
  after: Participation,
  before: Participation,
  renumbered: boolean,
  { receivedAt }: Pick<Context, 'receivedAt'>,
): Participation {
  return {
    ...after,
    savedAt: receivedAt,
    changedSinceDischarge: before.changedSinceDischarge || before.dischargedAt !== null,
    changedIn: renumbered ? { ...after.changedIn, nationalId: before.version + 1 } : after.changedIn,
  };
}

/** Refuses by the first of the faults, and names them all. @param details what else the answer tells */
export function refuseFaults(faults: FieldFaults, details?: Readonly<Record<string, unknown>>): void {
  const [first] = Object.values(faults);
  if (first !== undefined) throw new Refusal(first as ErrorCode, { fields: faults, ...(details ? { details } : {}) });
}
