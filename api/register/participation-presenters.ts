import type { z } from 'zod';
import { localDay, type Instant } from '../../domain/core/calendar';
import type { FieldFaults } from '../../domain/core/errors';
import { missingFields, readiness } from '../../domain/register/fields';
import { lengthWarning } from '../../domain/register/participation-agenda';
import { stateOf } from '../../domain/register/participation';
import { takesIn, type Project } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import type { Organisation } from '../../db/core/access';
import type { ParticipationFile } from '../../db/register/participations';
import type * as schemas from './participation-schemas';

/** What a reader of a participation is warned of: never a refusal (`domain.md` 6.4, 6.5). */
export type Warning = Readonly<{ code: string; months?: number }>;

export function warningsOf({ participation: one, rules }: ParticipationFile, at: Instant): Warning[] {
  const months = lengthWarning(one, localDay(at, zone), rules);
  return [...(one.ageWarning ? [{ code: one.ageWarning }] : []), ...(months === null ? [] : [{ code: 'programme_length', months }])];
}

/** A participation as its municipality sees it; the number is masked. */
export function presentParticipation(
  file: ParticipationFile,
  at: Instant,
  more: Readonly<{ notSaved?: FieldFaults; entryId?: string }> = {},
): z.infer<typeof schemas.participationOut> {
  const { participation: one, entries, person, municipality, lookup, rules } = file;
  const {
    participationId,
    personId,
    organisationId: _,
    ageWarning: __,
    changedIn: ___,
    rulesVersion: ____,
    rulesOn: _____,
    ...shown
  } = one;
  return {
    id: participationId,
    state: stateOf(one, rules),
    person: { id: personId, name: person.name, nationalId: person.maskedNumber },
    municipality: { code: municipality.code, name: municipality.name },
    ...shown,
    entries: entries.map(({ entryId, changedIn: _changedIn, ...entry }) => ({ id: entryId, ...entry })),
    lookup: lookup && {
      state: lookup.state,
      mismatch: lookup.mismatch,
      askedAt: lookup.askedAt,
      attempts: lookup.attempts,
      nextTryAt: lookup.nextTryAt,
      answeredAt: lookup.answeredAt,
    },
    warnings: warningsOf(file, at),
    missing: {
      start: [...missingFields(one, entries, 'start', rules)],
      report: [...missingFields(one, entries, 'report', rules)],
      discharge: [...missingFields(one, entries, 'discharge', rules)],
    },
    readiness: readiness(one, entries, rules),
    agenda: file.agenda.map(({ step, occasion, effectiveAt, because, movedBy }) => ({
      step,
      occasion,
      effectiveAt,
      because,
      movedBy: [...movedBy],
    })),
    ...(more.notSaved && Object.keys(more.notSaved).length > 0 ? { notSaved: { ...more.notSaved } } : {}),
    ...(more.entryId ? { entryId: more.entryId } : {}),
  };
}

export function presentProject(project: Project, municipality: Organisation, at: Instant): z.infer<typeof schemas.projectOut> {
  const { projectId, name, startsOn, endsOn, offersProgramme, version } = project;
  return {
    id: projectId,
    municipality: { code: municipality.code, name: municipality.name },
    name,
    startsOn,
    endsOn,
    offersProgramme,
    running: takesIn(project, localDay(at, zone)),
    version,
  };
}
