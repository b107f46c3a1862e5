import type { Knex } from 'knex';
import { timelineOf } from '../../../db/core/timeline';
import { participation } from '../../../db/register/participations';
import type { ParticipationField } from '../../../domain/register/participation';
import { free, type Savers } from './savers';

/** What is not there though it was acknowledged, and what is there though nobody sent it: fields and timeline held against the ledger of who saved. */
export async function unlike(db: Knex, participations: readonly string[], { ledger, saves }: Savers): Promise<string[]> {
  const found: string[] = [];
  for (const id of participations) {
    const one = (await participation(db, id))!;
    const rows = (await timelineOf(db, { caseId: id }, 1_000_000)).filter(({ what }) => what === 'fieldSaved');
    for (const field of Object.keys(free) as ParticipationField[]) {
      const first = field === 'financing' ? 'jobbsjansen_grant' : null;
      const acknowledged = ledger.get(`${id} ${field}`) ?? [];
      if (one[field] !== (acknowledged.at(-1) ?? first)) found.push(`${field} is ${one[field]}, acknowledged was ${acknowledged.at(-1)}`);
      // Each acknowledged value has one row, in their order, and no row has another.
      const told = rows
        .filter(({ data }) => data['field'] === field)
        .map(({ personal }) => personal as { before: unknown; after: unknown });
      const wanted = acknowledged.map((after, at) => ({ before: at === 0 ? first : acknowledged[at - 1], after }));
      if (JSON.stringify(told.map(({ before, after }) => ({ before, after }))) !== JSON.stringify(wanted))
        found.push(`${field}: ${told.length} rows of the timeline, ${wanted.length} acknowledged`);
    }
    if (rows.some(({ data }) => !Object.hasOwn(free, String(data['field'])))) found.push('a field that cannot be was stored');
    if (one.version !== 1 + (saves.get(id) ?? 0)) found.push(`version ${one.version} after ${saves.get(id)} saves`);
  }
  return found;
}
