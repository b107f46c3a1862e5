import { ZodError, type z } from 'zod';
import { localDay, type PlainDate } from '../../domain/core/calendar';
import { hasRole, type Grant } from '../../domain/core/actors';
import { Refusal, type ErrorCode } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { expiresOn, lastActiveFrom, usedOn, validOn } from '../../domain/certification/certificate';
import { reportUses } from '../../domain/certification/policies';
import { isMemberOn, type Region } from '../../domain/certification/region';
import { checkUse, readUseInstant, type Use, type UseVerdict } from '../../domain/certification/use';
import { zone } from '../../domain/certification/zone';
import { withdrawLetters } from '../../db/core/letters';
import { appendTimelines } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { lockCertificatesOf, saveCertificates, useDaysOf, type CertificateFile } from '../../db/certification/certificates';
import { rulesNow } from '../../db/certification/rounds';
import { personIdsByName } from '../../db/certification/consultants';
import { regions } from '../../db/certification/regions';
import { contentOf, insertUses, storedUses } from '../../db/certification/uses';
import type { Context } from '../core/context';
import { useBody } from './schemas';

/** What became of one row: a verdict, or the code of what keeps it out. */
export type RowVerdict = Readonly<{ eventId: string | null; verdict: UseVerdict | ErrorCode; fields?: Readonly<Record<string, string>> }>;

type Read = Readonly<{ at: number; use: Use }>;

/**
 * Takes reports that certificates were used, one or many, in one transaction. Each row gets its own verdict; a row with a code is not stored and its id stays
 * free. The life of a certificate is a function of the set of its uses, so their order does not matter (`domain.md` 2.4).
 */
export async function recordUses(context: Context, given: readonly unknown[]): Promise<RowVerdict[]> {
  allow(context.actor, reportUses, undefined);
  return context.transaction(async (trx) => {
    const rules = await rulesNow(trx, context.receivedAt);
    if (given.length > rules.useBatch) throw new Refusal('too_large');
    const verdicts: RowVerdict[] = [];
    const judging = (at: number, eventId: string | null, work: () => void): void => {
      try {
        work();
      } catch (error) {
        verdicts[at] = refused(eventId, error);
      }
    };
    const parsed = given.map((row) => useBody.safeParse(row));
    const people = await personIdsByName(trx, parsed.flatMap((row) => (row.success ? [row.data.person] : []))); // prettier-ignore
    const places = new Map((await regions(trx)).map((region) => [region.code, region]));
    const read: Read[] = [];
    for (const [at, row] of parsed.entries())
      judging(at, eventIdOf(given[at]), () => {
        if (!row.success) throw row.error;
        read.push({ at, use: readUse(context, row.data, people, places) });
      });

    const personIds = [...new Set(read.map(({ use }) => use.personId))];
    const files = groupByPerson(await lockCertificatesOf(trx, personIds, context.receivedAt));
    const days = await useDaysOf(trx, personIds);
    const stored = await storedUses(trx, read.map(({ use }) => use)); // prettier-ignore
    const accepted: (Read & { verdict: UseVerdict })[] = [];
    for (const { at, use } of read) {
      const known = stored.get(keyOf(use));
      if (known) verdicts[at] = repeated(use, known);
      else
        judging(at, use.eventId, () => {
          const certificates = (files.get(use.personId) ?? []).map((file) => file.certificate);
          checkUse(use, certificates, context.receivedAt, rules);
          stored.set(keyOf(use), contentOf(use));
          accepted.push({ at, use, verdict: rules.countedKinds.includes(use.kind as never) ? 'counted' : 'not_counted' });
        });
    }
    // The whole set decides: what was stored before, and everything of this list that counts.
    const counting = accepted.filter((one) => one.verdict === 'counted');
    for (const { use } of counting) days.set(use.personId, [...(days.get(use.personId) ?? []), use.on]);
    const judged = accepted.map((one) => ({
      ...one,
      verdict: one.verdict === 'counted' ? judge(one.use, files.get(one.use.personId)!, days) : one.verdict,
    }));
    const added = await insertUses(trx, judged, context.receivedAt);
    // Another transaction was first with an id that this one did not see: of somebody else, for who is concerned here is locked.
    const lost = judged.filter(({ use }) => !added.has(keyOf(use)));
    const theirs = await storedUses(trx, lost.map(({ use }) => use)); // prettier-ignore
    for (const { at, use, verdict } of judged) {
      const other = theirs.get(keyOf(use));
      verdicts[at] = other ? repeated(use, other) : { eventId: use.eventId, verdict };
    }
    await moveCertificates(trx, context, files, await useDaysOf(trx, [...new Set(counting.map(({ use }) => use.personId))]));
    return verdicts;
  });
}

const keyOf = (use: Use): string => `${use.region}\n${use.eventId}`;
const repeated = (use: Use, known: Buffer): RowVerdict => ({
  eventId: use.eventId,
  verdict: known.equals(contentOf(use)) ? 'duplicate' : 'event_id_conflict',
});

/** Whether a use counts: some certificate of the person reaches its day, with all that is known of their uses. */
function judge(use: Use, files: readonly CertificateFile[], days: ReadonlyMap<string, readonly PlainDate[]>): UseVerdict {
  const reached = files.some(({ certificate, rules }) => {
    // One that was revoked or replaced since is moved by nothing, and counts what was done while it was valid.
    if (certificate.revokedOn || certificate.replacedOn) return validOn(use.on, certificate, rules);
    if (use.on < certificate.issuedOn) return false;
    const last = lastActiveFrom(certificate.lastActiveOn, days.get(use.personId) ?? [], rules);
    return use.on <= expiresOn({ lastActiveOn: last }, rules);
  });
  return reached ? 'counted' : 'after_expiry';
}

/** Moves every certificate of these people to where the whole set of their uses takes it: a late report may close a gap that others waited behind. */
async function moveCertificates(
  trx: Trx,
  context: Context,
  files: ReadonlyMap<string, readonly CertificateFile[]>,
  days: ReadonlyMap<string, readonly PlainDate[]>,
): Promise<void> {
  const moved = [...days].flatMap(([personId, used]) =>
    (files.get(personId) ?? []).flatMap((file) => {
      const { certificate, rules } = file;
      if (certificate.revokedOn || certificate.replacedOn) return [];
      const last = lastActiveFrom(certificate.lastActiveOn, used, rules);
      return last === certificate.lastActiveOn ? [] : [{ file, after: usedOn(certificate, last, context.receivedAt) }];
    }),
  );
  await saveCertificates(trx, moved, context.receivedAt);
  // What was about to be said of the old date is no longer true.
  const ids = moved.map(({ after }) => after.certificateId);
  await withdrawLetters(trx, ids, ['expiry_warning', 'expired'], context.receivedAt);
  await appendTimelines(
    trx,
    moved.map(({ file, after }) => ({
      case: { kind: 'certificate', id: after.certificateId },
      what: 'certificateUsed',
      personId: after.personId,
      actorId: context.actor.personId,
      effectiveAt: context.receivedAt,
      recordedAt: context.receivedAt,
      data: { usedOn: after.lastActiveOn, expiresOn: expiresOn(after, file.rules) },
      rulesVersion: file.rules.version,
    })),
  );
}

function readUse(
  context: Context,
  row: z.infer<typeof useBody>,
  people: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Region>,
): Use {
  const at = readUseInstant(row.at);
  const on = localDay(at, zone);
  const region = places.get(row.region);
  if (!region) throw new Refusal('unknown_region', { fields: { region: 'unknown_region' } });
  // A region reports for itself alone; that another's exists is no secret.
  const own =
    hasRole(context.actor, 'agency') ||
    context.actor.grants.some((grant: Grant) => grant.role === 'region' && grant.organisationCode === row.region);
  if (!own) throw new Refusal('not_permitted');
  if (!isMemberOn(on, region)) throw new Refusal('region_not_in_scheme', { fields: { region: 'region_not_in_scheme' } });
  const personId = people.get(row.person.toLowerCase()) ?? people.get(row.person);
  if (!personId) throw new Refusal('unknown_person', { fields: { person: 'unknown_person' } });
  return { eventId: row.eventId, region: row.region, personId, caseNumber: row.caseNumber, kind: row.kind, at, on };
}

function eventIdOf(row: unknown): string | null {
  const eventId = (row as { eventId?: unknown } | null)?.eventId;
  return typeof eventId === 'string' ? eventId : null;
}

function refused(eventId: string | null, error: unknown): RowVerdict {
  if (error instanceof Refusal) return { eventId, verdict: error.code, ...(error.fields ? { fields: error.fields } : {}) };
  if (error instanceof ZodError) return { eventId, verdict: 'invalid_request' };
  throw error;
}

function groupByPerson(files: readonly CertificateFile[]): Map<string, CertificateFile[]> {
  const grouped = new Map<string, CertificateFile[]>();
  for (const file of files) grouped.set(file.certificate.personId, [...(grouped.get(file.certificate.personId) ?? []), file]);
  return grouped;
}
