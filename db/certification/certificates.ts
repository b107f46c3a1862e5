import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import type { Instant, PlainDate } from '../../domain/core/calendar';
import { certificateAgenda, type Certificate, type CertificateStep } from '../../domain/certification/certificate';
import type { CertificationRules } from '../../domain/certification/rules';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { randomSigns } from '../core/ids';
import { wake } from '../core/outbox';
import type { StoryId } from '../../domain/core/stories';
import { touch, type Trx } from '../core/transaction';
import { rulesReader } from './rounds';

const columns = columnsOf<Certificate>({
  certificateId: 'id',
  number: 'number',
  kind: 'kind',
  personId: 'person_id',
  enrolmentId: 'enrolment_id',
  issuedOn: 'issued_on',
  lastActiveOn: 'last_active_on',
  movedOn: 'moved_on',
  revokedOn: 'revoked_on',
  replacedOn: 'replaced_on',
  replacedBy: 'replaced_by',
  takenBack: 'taken_back',
  rulesVersion: 'rules_version',
  rulesOn: 'rules_on',
  version: 'version',
});
const selected = columns.selectFrom('certificate');

/** A certificate with everything its agenda depends on. */
export type CertificateFile = Readonly<{
  certificate: Certificate;
  settled: Settled;
  rules: CertificationRules;
  agenda: Agenda<CertificateStep>;
  nextDueAt: Instant | null;
  over: boolean;
}>;

/** The same with its agenda left uncomputed, for who looks at many of which few change. */
export type RuledCertificate = Omit<CertificateFile, 'agenda'>;

type Found = Certificate & { nextDueAt: Instant | null; over: boolean; settled: string[] };
const read = `select ${selected}, next_due_at as "nextDueAt", over, (select coalesce(array_agg(occasion), '{}') from settled where case_id = certificate.id) as settled from certificate`;

/** Certificates with what their agendas depend on. The rule book is looked at once, and the rules of those issued together are one. */
async function filesOf(db: Knex, found: readonly Found[], at: Instant): Promise<CertificateFile[]> {
  const ruled = await ruledOf(db, found, at);
  return ruled.map((one) => ({ ...one, agenda: certificateAgenda(one.certificate, one.settled, one.rules) }));
}

async function ruledOf(db: Knex, found: readonly Found[], at: Instant): Promise<RuledCertificate[]> {
  const rulesOf = await rulesReader(db, at);
  return found.map(({ nextDueAt, over, settled, ...certificate }) => ({
    certificate,
    settled: new Set(settled),
    rules: rulesOf(certificate),
    nextDueAt,
    over,
  }));
}

export async function readCertificateFile(db: Knex, certificateId: string, at: Instant): Promise<CertificateFile | undefined> {
  return (await filesOf(db, await rows<Found>(db.raw(`${read} where id = ?`, [certificateId])), at))[0];
}

/** Certificates by their ids, as `readCertificateFile` reads one; those that are not there are left out. */
export async function readCertificateFiles(db: Knex, certificateIds: readonly string[], at: Instant): Promise<CertificateFile[]> {
  return filesOf(db, await rows<Found>(db.raw(`${read} where id = any(?::uuid[])`, [certificateIds as string[]])), at);
}

/** Open certificates in the order of their ids, after one of them; for who looks at all, a few at a time. */
export async function openCertificateFiles(db: Knex, after: string | null, limit: number, at: Instant): Promise<CertificateFile[]> {
  const found = await rows<Found>(
    db.raw(`${read} where not over and (?::uuid is null or id > ?) order by id limit ?`, [after, after, limit] as never),
  );
  return filesOf(db, found, at);
}

export async function certificateByNumber(db: Knex, number: string): Promise<Certificate | undefined> {
  return (await rows<Certificate>(db.raw(`select ${selected} from certificate where number = ?`, [number])))[0];
}

export async function certificatesOf(db: Knex, personIds: readonly string[]): Promise<Certificate[]> {
  return rows(
    db.raw(`select ${selected} from certificate where person_id = any(?::uuid[]) order by issued_on, id`, [personIds as string[]]),
  );
}

/** The certificates of people with their rules, as `certificatesOf`. */
export async function certificateFilesOf(db: Knex, personIds: readonly string[], at: Instant): Promise<CertificateFile[]> {
  return filesOf(
    db,
    await rows<Found>(db.raw(`${read} where person_id = any(?::uuid[]) order by issued_on, id`, [personIds as string[]])),
    at,
  );
}

/** As `certificateFilesOf`, without agendas. */
export async function ruledCertificatesOf(db: Knex, personIds: readonly string[], at: Instant): Promise<RuledCertificate[]> {
  return ruledOf(
    db,
    await rows<Found>(db.raw(`${read} where person_id = any(?::uuid[]) order by issued_on, id`, [personIds as string[]])),
    at,
  );
}

/** Locks certificates of people: the people first, then their certificates, each in id order (`design.md` 3). */
export async function lockCertificatesOf(trx: Trx, personIds: readonly string[], at: Instant): Promise<CertificateFile[]> {
  return filesOf(trx, await lockThose(trx, personIds), at);
}

/** As `lockCertificatesOf`, without agendas. */
export async function lockRuledCertificatesOf(trx: Trx, personIds: readonly string[], at: Instant): Promise<RuledCertificate[]> {
  return ruledOf(trx, await lockThose(trx, personIds), at);
}

async function lockThose(trx: Trx, personIds: readonly string[]): Promise<Found[]> {
  await trx.raw('select 1 from person where id = any(?::uuid[]) order by id for no key update', [personIds as string[]]);
  await trx.raw('select 1 from certificate where person_id = any(?::uuid[]) order by id for update', [personIds as string[]]);
  return rows<Found>(trx.raw(`${read} where person_id = any(?::uuid[]) order by id`, [personIds as string[]]));
}

/** Locks the person of a certificate, then the certificate. */
export async function lockCertificate(trx: Trx, certificateId: string, at: Instant): Promise<CertificateFile | undefined> {
  await trx.raw('select 1 from person where id = (select person_id from certificate where id = ?) for no key update', [certificateId]);
  await trx.raw('select 1 from certificate where id = ? for update', [certificateId]);
  return readCertificateFile(trx, certificateId, at);
}

/** A number that cannot be guessed, so that verifying tells nothing to who was not given it (`domain.md` 2.4). */
export function newCertificateNumber(issuedOn: PlainDate): string {
  return `JAR-${issuedOn.slice(0, 4)}-${randomSigns(10)}`;
}

/** Adds a certificate and wakes its story: never one without the other. */
export async function insertCertificate(trx: Trx, one: Certificate, rules: CertificationRules, at: Instant): Promise<void> {
  const agenda = certificateAgenda(one, new Set(), rules);
  const change = dueChange(undefined, agenda, agenda.length === 0, at, 'person');
  await trx('certificate').insert({ ...columns.row(one), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `certificate-lifetime/${one.certificateId}`, one.certificateId, change);
}

/** Saves a certificate: computes `next_due_at` and wakes its story where needed. A use that only moves the date later wakes nobody. */
export async function saveCertificate(
  trx: Trx,
  file: CertificateFile,
  after: Certificate,
  at: Instant,
  by: 'person' | 'story' = 'person',
  justSettled?: string,
): Promise<Certificate> {
  const settled = justSettled ? new Set([...file.settled, justSettled]) : file.settled;
  const saved = { ...after, version: file.certificate.version + 1 };
  const agenda = certificateAgenda(saved, settled, file.rules);
  const change = dueChange(file, agenda, agenda.length === 0, at, by);
  await trx('certificate')
    .where({ id: saved.certificateId })
    .update({ ...columns.row(saved), next_due_at: change.nextDueAt, over: change.over });
  await announce(trx, `certificate-lifetime/${saved.certificateId}`, saved.certificateId, change);
  return saved;
}

const changing = Object.values(columns.select).filter((column) => column !== 'id');
const saveMany = `update certificate set ${[...changing, 'next_due_at', 'over'].map((column) => `${column} = v.${column}`).join(', ')}
  from jsonb_populate_recordset(null::certificate, ?::jsonb) v where certificate.id = v.id`;

/** Saves many certificates in one statement, as `saveCertificate` does one. */
export async function saveCertificates(
  trx: Trx,
  changed: readonly Readonly<{ file: RuledCertificate; after: Certificate }>[],
  at: Instant,
): Promise<void> {
  if (changed.length === 0) return;
  const woken: StoryId[] = [];
  const records = changed.map(({ file, after }) => {
    const saved = { ...after, version: file.certificate.version + 1 };
    const agenda = certificateAgenda(saved, file.settled, file.rules);
    const change = dueChange(file, agenda, agenda.length === 0, at, 'person');
    if (change.wake) woken.push(`certificate-lifetime/${saved.certificateId}`);
    touch(trx, saved.certificateId);
    return { ...columns.row(saved), next_due_at: change.nextDueAt, over: change.over };
  });
  await trx.raw(saveMany, [JSON.stringify(records)]);
  await wake(trx, ...woken);
}

/** Does one step of a certificate's story once. */
export async function onceCertificate(
  trx: Trx,
  certificateId: string,
  due: Due,
  at: Instant,
  work: (file: CertificateFile) => Promise<Certificate>,
): Promise<void> {
  const save = (file: CertificateFile, after: Certificate): Promise<unknown> =>
    saveCertificate(trx, file, after, at, 'story', due.occasion);
  await once(
    trx,
    { kind: 'certificate', id: certificateId },
    due,
    at,
    () => lockCertificate(trx, certificateId, at),
    async (file) => void (await save(file, await work(file))),
    async (file) => void (await save(file, file.certificate)),
  );
}

/** The days of the uses of people that count, or wait to count, and may yet move any of their certificates. */
export async function useDaysOf(db: Knex, personIds: readonly string[]): Promise<Map<string, PlainDate[]>> {
  const found = await rows<{ personId: string; days: PlainDate[] }>(
    db.raw(
      // Once for each person, by the index of their days: nearly all uses lie before the day that a certificate has already been moved to.
      `select open.person_id as "personId", later.days
       from (select person_id, min(last_active_on) as active_on from certificate
             where person_id = any(?::uuid[]) and revoked_on is null and replaced_on is null group by person_id) open
       cross join lateral (select array_agg(distinct u.used_on::text) as days from certificate_use u
         where u.person_id = open.person_id and u.used_on > open.active_on and u.verdict in ('counted', 'after_expiry')) later
       where later.days is not null`,
      [personIds as string[]],
    ),
  );
  return new Map(found.map((one) => [one.personId, one.days]));
}

/** The days of all uses of a person that count, or waited to count. */
export async function allUseDaysOf(db: Knex, personId: string): Promise<PlainDate[]> {
  const [found] = await rows<{ days: PlainDate[] | null }>(
    db.raw(
      `select array_agg(distinct used_on::text) as days from certificate_use where person_id = ? and verdict in ('counted', 'after_expiry')`,
      [personId],
    ),
  );
  return found?.days ?? [];
}
