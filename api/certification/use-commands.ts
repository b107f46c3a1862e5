import { localDay } from '../../domain/core/calendar';
import { hasRole, type Grant } from '../../domain/core/actors';
import { Refusal, type ErrorCode } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { expiresOn, lastActiveFrom, usedOn } from '../../domain/certification/certificate';
import { reportUses } from '../../domain/certification/policies';
import { certificationRules } from '../../domain/certification/rules';
import { checkUse, readUseInstant, type Use, type UseVerdict } from '../../domain/certification/use';
import { zone } from '../../domain/certification/zone';
import { servicesOf } from '../../db/core/database';
import { rows } from '../../db/core/columns';
import { withdrawLetters } from '../../db/core/letters';
import { ruleBook } from '../../db/core/rules';
import { appendTimelines, type NewEvent } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { lockCertificatesOf, saveCertificate, useDaysOf, type CertificateFile } from '../../db/certification/certificates';
import { contentOf, insertUses, regions, storedUses, type Region } from '../../db/certification/uses';
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
    const book = await ruleBook(trx);
    const today = localDay(context.receivedAt, zone);
    const rules = certificationRules(book, { version: book.version, on: today, today }, servicesOf(trx).rehearsal);
    if (given.length > rules.useBatch) throw new Refusal('too_large');
    const verdicts: RowVerdict[] = [];
    const read: Read[] = [];
    const places = new Map((await regions(trx)).map((region) => [region.code, region]));
    const people = await personIdsOf(trx, given);
    given.forEach((row, at) => {
      try {
        read.push({ at, use: readUse(context, row, people, places) });
      } catch (error) {
        verdicts[at] = refused(row, error);
      }
    });

    const files = groupByPerson(await lockCertificatesOf(trx, [...new Set(read.map(({ use }) => use.personId))], context.receivedAt));
    const stored = await storedUses(
      trx,
      read.map(({ use }) => use),
    );
    const accepted: { at: number; use: Use; verdict: UseVerdict }[] = [];
    for (const { at, use } of read) {
      const key = `${use.region}\n${use.eventId}`;
      const known = stored.get(key);
      if (known) {
        verdicts[at] = { eventId: use.eventId, verdict: known.equals(contentOf(use)) ? 'duplicate' : 'event_id_conflict' };
        continue;
      }
      try {
        const mine = files.get(use.personId) ?? [];
        checkUse(use, mine.map((file) => file.certificate), context.receivedAt, rules); // prettier-ignore
        stored.set(key, contentOf(use));
        accepted.push({ at, use, verdict: rules.countedKinds.includes(use.kind as never) ? 'counted' : 'not_counted' });
      } catch (error) {
        verdicts[at] = refused({ eventId: use.eventId }, error);
      }
    }
    const judged = accepted.map((one) => ({
      ...one,
      verdict: one.verdict === 'counted' ? judge(one.use, files.get(one.use.personId)!, accepted) : one.verdict,
    }));
    const added = await insertUses(trx, judged, context.receivedAt);
    for (const { at, use, verdict } of judged)
      verdicts[at] = { eventId: use.eventId, verdict: added.has(`${use.region}\n${use.eventId}`) ? verdict : 'duplicate' };
    await moveCertificates(
      trx,
      context,
      files,
      new Set(judged.filter(({ verdict }) => verdict !== 'not_counted').map(({ use }) => use.personId)),
    );
    return verdicts;
  });
}

/** Whether a use still counts: some certificate reaches its day, with what came in the same list. */
function judge(use: Use, files: readonly CertificateFile[], others: readonly { use: Use; verdict: UseVerdict }[]): UseVerdict {
  const days = others.filter((other) => other.use.personId === use.personId && other.verdict === 'counted').map((other) => other.use.on);
  const reached = files.some(({ certificate, rules }) => {
    if (certificate.revokedOn || certificate.replacedOn || use.on < certificate.issuedOn) return false;
    const last = lastActiveFrom(certificate.lastActiveOn, days, rules);
    return use.on <= expiresOn({ lastActiveOn: last }, rules);
  });
  return reached ? 'counted' : 'after_expiry';
}

/** Moves every certificate of these people to where the whole set of their uses takes it: a late report may close a gap that others waited behind. */
async function moveCertificates(
  trx: Trx,
  context: Context,
  files: ReadonlyMap<string, readonly CertificateFile[]>,
  personIds: ReadonlySet<string>,
): Promise<void> {
  const events: NewEvent[] = [];
  for (const personId of personIds) {
    for (const file of files.get(personId) ?? []) {
      const { certificate, rules } = file;
      if (certificate.revokedOn || certificate.replacedOn) continue;
      const last = lastActiveFrom(certificate.lastActiveOn, await useDaysOf(trx, personId, certificate.lastActiveOn), rules);
      if (last === certificate.lastActiveOn) continue;
      const moved = usedOn(certificate, last, context.receivedAt);
      await saveCertificate(trx, file, moved, context.receivedAt);
      // What was about to be said of the old date is no longer true.
      await withdrawLetters(trx, certificate.certificateId, ['expiry_warning', 'expired'], context.receivedAt);
      events.push({
        case: { kind: 'certificate', id: certificate.certificateId },
        what: 'certificateUsed',
        personId,
        actorId: context.actor.personId,
        effectiveAt: context.receivedAt,
        recordedAt: context.receivedAt,
        data: { usedOn: last, expiresOn: expiresOn(moved, rules) },
        rulesVersion: rules.version,
      });
    }
  }
  await appendTimelines(trx, events);
}

/** The people of the rows: by person id, or by the number of one of their certificates. */
async function personIdsOf(trx: Trx, given: readonly unknown[]): Promise<Map<string, string>> {
  const names = [...new Set(given.map((row) => (row as { person?: unknown } | null)?.person).filter((name) => typeof name === 'string'))];
  const found = await rows<{ name: string; personId: string }>(
    trx.raw(
      `select id::text as name, id as "personId" from person where id = any(?::uuid[]) union all select number, person_id from certificate where number = any(?::text[])`,
      [names.filter((name) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)), names],
    ),
  );
  return new Map(found.map((one) => [one.name, one.personId]));
}

function readUse(context: Context, row: unknown, people: ReadonlyMap<string, string>, places: ReadonlyMap<string, Region>): Use {
  const parsed = useBody.parse(row);
  const at = readUseInstant(parsed.at);
  const on = localDay(at, zone);
  const region = places.get(parsed.region);
  if (!region) throw new Refusal('unknown_region', { fields: { region: 'unknown_region' } });
  // A region reports for itself alone; that another's exists is no secret.
  const own =
    hasRole(context.actor, 'agency') ||
    context.actor.grants.some((grant: Grant) => grant.role === 'region' && grant.organisationCode === parsed.region);
  if (!own) throw new Refusal('not_permitted');
  if (on < region.memberFrom || (region.memberTo && on > region.memberTo))
    throw new Refusal('region_not_in_scheme', { fields: { region: 'region_not_in_scheme' } });
  const personId = people.get(parsed.person.toLowerCase()) ?? people.get(parsed.person);
  if (!personId) throw new Refusal('unknown_person', { fields: { person: 'unknown_person' } });
  return { eventId: parsed.eventId, region: parsed.region, personId, caseNumber: parsed.caseNumber, kind: parsed.kind, at, on };
}

function refused(row: unknown, error: unknown): RowVerdict {
  const eventId = (row as { eventId?: unknown } | null)?.eventId;
  const id = typeof eventId === 'string' ? eventId : null;
  if (error instanceof Refusal) return { eventId: id, verdict: error.code, ...(error.fields ? { fields: error.fields } : {}) };
  if ((error as Error).name === 'ZodError' || (error as Error).name === '$ZodError') return { eventId: id, verdict: 'invalid_request' };
  throw error;
}

function groupByPerson(files: readonly CertificateFile[]): Map<string, CertificateFile[]> {
  const grouped = new Map<string, CertificateFile[]>();
  for (const file of files) grouped.set(file.certificate.personId, [...(grouped.get(file.certificate.personId) ?? []), file]);
  return grouped;
}
