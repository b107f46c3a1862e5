import type { z } from 'zod';
import { missingFields, readiness } from '../../domain/register/fields';
import { stateOf } from '../../domain/register/participation';
import type { ListedParticipation, RegisterSummary } from '../../db/register/participation-lists';
import type { SavedView } from '../../db/register/saved-views';
import type * as schemas from './overview-schemas';

/** One line of the overview; the number is masked. */
export function presentListed(one: ListedParticipation): z.infer<typeof schemas.listedOut> {
  return {
    id: one.participationId,
    state: stateOf(one, one.rules),
    person: { id: one.personId, name: one.name, nationalId: one.maskedNumber },
    municipality: one.municipality,
    project: one.projectId === null ? null : { id: one.projectId, name: one.projectName ?? '' },
    startOn: one.startOn,
    endOn: one.endOn,
    financing: one.financing,
    participantClass: one.participantClass,
    lookup: one.lookupState,
    missing: [...missingFields(one, one.entries, 'report', one.rules)],
    readiness: readiness(one, one.entries, one.rules),
    savedAt: one.savedAt,
    dischargedAt: one.dischargedAt,
    changedSinceDischarge: one.changedSinceDischarge,
    version: one.version,
  };
}

export const presentSummary = ({ states, readiness: full }: RegisterSummary): z.infer<typeof schemas.summaryOut> => ({
  states: { ...states },
  readiness: { ...full },
});
export const presentView = ({ viewId, name, filter }: SavedView): z.infer<typeof schemas.viewOut> => ({
  id: viewId,
  name,
  filter: { ...filter },
});
