import { localDay, type PlainDate } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { decideAccess, type AccessAnswer, type AccessReason } from '../../domain/certification/access';
import type { LegacyAccess } from '../../domain/certification/legacy-access';
import { askAccess, seeRegion } from '../../domain/certification/policies';
import type { Region } from '../../domain/certification/region';
import { zone } from '../../domain/certification/zone';
import { logListLookup, logLookup } from '../../db/core/lookups';
import { insertAccessDecision } from '../../db/certification/access-decisions';
import { ruledCertificatesOf, type RuledCertificate } from '../../db/certification/certificates';
import { consultants, personIdByName, type Consultant } from '../../db/certification/consultants';
import { rulesNow } from '../../db/certification/rounds';
import { regionByCode } from '../../db/certification/regions';
import { personIdOf, type Context } from '../core/context';
import { notLapsed } from './legacy-queries';

export type AccessQuestion = Readonly<{
  /** A person id, or the number of a certificate. */
  consultant: string;
  region: string;
  assignmentStart?: PlainDate | undefined;
  /** Today when nothing is said. */
  on?: PlainDate | undefined;
}>;

export type AskedAnswer = Readonly<{ on: PlainDate; answer: AccessAnswer }>;

/**
 * Whether somebody may write in a region's database (`domain.md` 2.5). Every answer is kept with its question, and is a look at the person.
 * Refuses with `unknown_region`, `unknown_person`; 404 for those whom it does not concern.
 */
export async function askForAccess(context: Context, asked: AccessQuestion): Promise<AskedAnswer> {
  const on = asked.on ?? localDay(context.receivedAt, zone);
  return context.transaction(async (trx) => {
    const personId = await personIdByName(trx, asked.consultant);
    allow(context.actor, askAccess, { personId: personId ?? '', region: asked.region });
    const region = await regionByCode(trx, asked.region);
    if (!region) throw new Refusal('unknown_region', { fields: { region: 'unknown_region' } });
    if (!personId) throw new Refusal('unknown_person', { fields: { consultant: 'unknown_person' } });
    const assignmentStart = asked.assignmentStart ?? null;
    const rules = await rulesNow(trx, context.receivedAt);
    const files = await ruledCertificatesOf(trx, [personId], context.receivedAt);
    const legacy = await notLapsed(trx, [personId], on, rules.schemeStart);
    const answer = decideAccess({ on, region, assignmentStart, certificates: files, legacy, schemeStart: rules.schemeStart });
    await insertAccessDecision(
      trx,
      {
        askedAt: context.receivedAt,
        askedBy: personIdOf(context),
        personId,
        region: region.code,
        assignmentStart,
        on,
        rulesVersion: rules.version,
      },
      answer,
    );
    await logLookup(trx, context.actor, personId, 'access', context.receivedAt);
    return { on, answer };
  });
}

/** Who may write, who may not, or one reason of either. */
export type RightFilter = AccessAnswer['decision'] | AccessReason;
export type ConsultantRow = Readonly<{ consultant: Consultant; answer: AccessAnswer }>;
export type ConsultantFilter = Readonly<{ right?: RightFilter | undefined; search?: string | undefined }>;

/** How many people are looked at in one go while those of a filter are searched for. */
const batch = 500;

/** The consultants of a region with their right as it is today without an assignment, one page by name; logged as one list. */
export async function consultantList(
  context: Context,
  code: string,
  filter: ConsultantFilter,
  page: Readonly<{ cursor?: string | undefined; limit: number }>,
): Promise<{ region: Region; rows: ConsultantRow[]; next: string | null }> {
  const region = await regionSeen(context, code);
  const found: ConsultantRow[] = [];
  for (let after = page.cursor ?? null; ;) {
    const { rows, last } = await rightsOf(context, region, filter, after, batch);
    found.push(...rows);
    if (found.length > page.limit || last === null) break;
    after = last;
  }
  const rows = found.slice(0, page.limit);
  await logged(context, region, filter, rows.length);
  return { region, rows, next: found.length > page.limit ? (rows.at(-1)?.consultant.personId ?? null) : null };
}

/** All consultants of a region, for a file; logged as one list. */
export async function consultantExport(context: Context, code: string, filter: ConsultantFilter): Promise<ConsultantRow[]> {
  const region = await regionSeen(context, code);
  const all: ConsultantRow[] = [];
  for (let after: string | null = null; ;) {
    const { rows, last } = await rightsOf(context, region, filter, after, batch);
    all.push(...rows);
    if (last === null) break;
    after = last;
  }
  await logged(context, region, filter, all.length);
  return all;
}

/** A region as those see it whom it concerns. */
export async function regionSeen(context: Context, code: string): Promise<Region> {
  allow(context.actor, seeRegion, { region: code });
  const region = await regionByCode(context.db, code);
  if (!region) throw new Refusal('not_found');
  return region;
}

/** The rights of the next so many people. @returns `last`: whom to go on after, `null` at the end */
async function rightsOf(
  { db, receivedAt }: Context,
  region: Region,
  { right, search }: ConsultantFilter,
  after: string | null,
  limit: number,
): Promise<{ rows: ConsultantRow[]; last: string | null }> {
  const people = await consultants(db, search ?? null, { after, limit });
  const ids = people.map((one) => one.personId);
  const files = byPerson(await ruledCertificatesOf(db, ids, receivedAt), (file: RuledCertificate) => file.certificate.personId);
  const { schemeStart } = await rulesNow(db, receivedAt);
  const on = localDay(receivedAt, zone);
  const legacy = byPerson(await notLapsed(db, ids, on, schemeStart), (one: LegacyAccess) => one.personId);
  const rows = people.map((consultant) => ({
    consultant,
    answer: decideAccess({
      on,
      region,
      assignmentStart: null,
      certificates: files.get(consultant.personId) ?? [],
      legacy: legacy.get(consultant.personId) ?? [],
      schemeStart,
    }),
  }));
  return {
    rows: rows.filter(({ answer }) => right === undefined || answer.decision === right || answer.reason === right),
    last: people.length < limit ? null : (people.at(-1)?.personId ?? null),
  };
}

/** The words of a search are not kept. */
async function logged(context: Context, region: Region, { right, search }: ConsultantFilter, count: number): Promise<void> {
  const filter = { region: region.code, ...(right ? { right } : {}), ...(search ? { search: true } : {}) };
  await logListLookup(context.db, context.actor, 'consultants', filter, count, context.receivedAt);
}

function byPerson<T>(found: readonly T[], of: (one: T) => string): Map<string, T[]> {
  const grouped = new Map<string, T[]>();
  for (const one of found) grouped.set(of(one), [...(grouped.get(of(one)) ?? []), one]);
  return grouped;
}
