import { instantOf, type Instant } from '../domain/core/calendar';
import { newId } from '../db/core/ids';
import type { System } from './system';

/** As many uses as one list may have. */
export const listSize = 1_000;

/** Reports one list of uses of one certificate, spread evenly over the time from `from` to `to`. @throws Error when not all of them count */
export async function reportUses(
  { http }: System,
  region: string,
  number: string,
  from: Instant,
  to: Instant,
  size = listSize,
): Promise<void> {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const uses = Array.from({ length: size }, (_, at) => ({
    eventId: newId(),
    person: number,
    region: 'nordjylland',
    caseNumber: `101-${at}`,
    kind: 'draft_edit',
    at: instantOf(begin + ((end - begin) * (at + 1)) / size),
  }));
  const { verdicts } = await http.send<{ verdicts: { verdict: string }[] }>('POST', '/certification/uses', { token: region, body: uses });
  const strange = verdicts.find(({ verdict }) => verdict !== 'counted');
  if (strange) throw new Error(`a use was ${strange.verdict}`);
}
