import type { PlainDate } from '../../domain/core/calendar';
import { hasRole, type Grant } from '../../domain/core/actors';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { expiresOn, lastActiveFrom, usedOn, validOn } from '../../domain/certification/certificate';
import { reportUses } from '../../domain/certification/policies';
import { isMemberOn, type Region } from '../../domain/certification/region';
import { checkUse, type Use, type UseVerdict } from '../../domain/certification/use';
import { withdrawLetters } from '../../db/core/letters';
import { appendTimelines } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { lockRuledCertificatesOf, saveCertificates, useDaysOf, type RuledCertificate } from '../../db/certification/certificates';
import { rulesNow } from '../../db/certification/rounds';
import { personIdsByName } from '../../db/certification/consultants';
import { regions } from '../../db/certification/regions';
import { contentOf, insertUses, storedUses } from '../../db/certification/uses';
import type { Context } from '../core/context';
import { readReport, refused, type RowVerdict, type UseReport } from './use-reports';

type Read = Readonly<{ at: number; use: Use; content: Buffer }>;

/**
 * Takes reports that certificates were used, one or many, in one transaction. Each row gets its own verdict; a row with a code is not stored and its id stays
 * free. The life of a certificate is a function of the set of its uses, so their order does not matter (`domain.md` 2.4).
 */
export async function recordUses(context: Context, given: readonly unknown[]): Promise<RowVerdict[]> {
  return recordReports(context, given.map(readReport));
}

/** As `recordUses`, of rows that are read already. */
export async function recordReports(context: Context, reports: readonly UseReport[]): Promise<RowVerdict[]> {
  allow(context.actor, reportUses, undefined);
  return context.transaction(async (trx) => {
    const rules = await rulesNow(trx, context.receivedAt);
    if (reports.length > rules.useBatch) throw new Refusal('too_large');
    const verdicts: RowVerdict[] = [];
    const judging = (at: number, eventId: string, work: () => void): void => {
      try {
        work();
      } catch (error) {
        verdicts[at] = refused(eventId, error);
      }
    };
    const people = await personIdsByName(trx, reports.flatMap((report) => ('row' in report ? [report.row.person] : []))); // prettier-ignore
    const places = new Map((await regions(trx)).map((region) => [region.code, region]));
    const read: Read[] = [];
    for (const [at, report] of reports.entries())
      if ('row' in report)
        judging(at, report.row.eventId, () => {
          const use = useOf(context, report, people, places);
          read.push({ at, use, content: contentOf(use) });
        });
      else verdicts[at] = report;

    const personIds = [...new Set(read.map(({ use }) => use.personId))];
    const files = groupByPerson(await lockRuledCertificatesOf(trx, personIds, context.receivedAt));
    const days = await useDaysOf(trx, personIds);
    const stored = await storedUses(trx, read.map(({ use }) => use)); // prettier-ignore
    const accepted: (Read & { verdict: UseVerdict })[] = [];
    for (const { at, use, content } of read) {
      const known = stored.get(keyOf(use));
      if (known) verdicts[at] = repeated(use, content, known);
      else
        judging(at, use.eventId, () => {
          const certificates = (files.get(use.personId) ?? []).map((file) => file.certificate);
          checkUse(use, certificates, context.receivedAt, rules);
          stored.set(keyOf(use), content);
          accepted.push({ at, use, content, verdict: rules.countedKinds.includes(use.kind as never) ? 'counted' : 'not_counted' });
        });
    }
    // The whole set decides: what was stored before, and everything of this list that counts.
    const counting = accepted.filter((one) => one.verdict === 'counted');
    for (const { use } of counting) addTo(days, use.personId, use.on);
    const reach = reachOf([...files.values()].flat(), days);
    const judged = accepted.map((one) => ({
      ...one,
      verdict: one.verdict === 'counted' ? judge(one.use, files.get(one.use.personId)!, reach) : one.verdict,
    }));
    const added = await insertUses(trx, judged, context.receivedAt);
    // Another transaction was first with an id that this one did not see: of somebody else, for who is concerned here is locked.
    const lost = judged.filter(({ use }) => !added.has(keyOf(use)));
    const theirs = await storedUses(trx, lost.map(({ use }) => use)); // prettier-ignore
    for (const { at, use, content, verdict } of judged) {
      const other = theirs.get(keyOf(use));
      verdicts[at] = other ? repeated(use, content, other) : { eventId: use.eventId, verdict };
    }
    const moved = [...new Set(counting.map(({ use }) => use.personId))];
    const concerned = moved.flatMap((personId) => files.get(personId) ?? []);
    // What was lost moves nothing: then the days are those that are stored.
    await moveCertificates(trx, context, concerned, lost.length === 0 ? reach : reachOf(concerned, await useDaysOf(trx, moved)));
    return verdicts;
  });
}

const keyOf = (use: Use): string => `${use.region}\n${use.eventId}`;
const repeated = (use: Use, content: Buffer, known: Buffer): RowVerdict => ({
  eventId: use.eventId,
  verdict: known.equals(content) ? 'duplicate' : 'event_id_conflict',
});

/** How far the whole set of a person's uses takes each certificate, by its id: the last day of use, and the last day of validity from it. */
type Reach = ReadonlyMap<string, Readonly<{ last: PlainDate; through: PlainDate }>>;

function reachOf(files: readonly RuledCertificate[], days: ReadonlyMap<string, readonly PlainDate[]>): Reach {
  return new Map(
    files.map(({ certificate, rules }) => {
      const last = lastActiveFrom(certificate.lastActiveOn, days.get(certificate.personId) ?? [], rules);
      return [certificate.certificateId, { last, through: expiresOn({ lastActiveOn: last }, rules) }];
    }),
  );
}

/** Whether a use counts: some certificate of the person reaches its day, with all that is known of their uses. */
function judge(use: Use, files: readonly RuledCertificate[], reach: Reach): UseVerdict {
  const reached = files.some(({ certificate, rules }) => {
    // One that was revoked or replaced since is moved by nothing, and counts what was done while it was valid.
    if (certificate.revokedOn || certificate.replacedOn) return validOn(use.on, certificate, rules);
    return use.on >= certificate.issuedOn && use.on <= reach.get(certificate.certificateId)!.through;
  });
  return reached ? 'counted' : 'after_expiry';
}

/** Moves every one of these certificates to where the whole set of uses takes it: a late report may close a gap that others waited behind. */
async function moveCertificates(trx: Trx, context: Context, files: readonly RuledCertificate[], reach: Reach): Promise<void> {
  const moved = files.flatMap((file) => {
    const { certificate } = file;
    const { last } = reach.get(certificate.certificateId)!;
    if (certificate.revokedOn || certificate.replacedOn || last === certificate.lastActiveOn) return [];
    return [{ file, after: usedOn(certificate, last, context.receivedAt) }];
  });
  if (moved.length === 0) return;
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

/** @throws Refusal with what keeps the report out: first who may report, then what is wrong with it */
function useOf(
  context: Context,
  report: Extract<UseReport, { row: unknown }>,
  people: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Region>,
): Use {
  const { row } = report;
  // A region reports for itself alone; that another's exists is no secret.
  const own =
    hasRole(context.actor, 'agency') ||
    context.actor.grants.some((grant: Grant) => grant.role === 'region' && grant.organisationCode === row.region);
  if (!own) throw new Refusal('not_permitted');
  if ('wrong' in report) throw report.wrong;
  const { at, on } = report;
  const region = places.get(row.region);
  if (!region) throw new Refusal('unknown_region', { fields: { region: 'unknown_region' } });
  if (!isMemberOn(on, region)) throw new Refusal('region_not_in_scheme', { fields: { region: 'region_not_in_scheme' } });
  const personId = people.get(row.person.toLowerCase()) ?? people.get(row.person);
  if (!personId) throw new Refusal('unknown_person', { fields: { person: 'unknown_person' } });
  return { eventId: row.eventId, region: row.region, personId, caseNumber: row.caseNumber, kind: row.kind, at, on };
}

function groupByPerson(files: readonly RuledCertificate[]): Map<string, RuledCertificate[]> {
  const grouped = new Map<string, RuledCertificate[]>();
  for (const file of files) addTo(grouped, file.certificate.personId, file);
  return grouped;
}

function addTo<T>(grouped: Map<string, T[]>, key: string, one: T): void {
  const known = grouped.get(key);
  if (known) known.push(one);
  else grouped.set(key, [one]);
}
