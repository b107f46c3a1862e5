import type { Knex } from 'knex';
import type { Agenda, Due, Settled } from '../../domain/core/agenda';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { certificateAgenda, type Certificate, type CertificateStep } from '../../domain/certification/certificate';
import { certificationRules, type CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { announce, dueChange, once } from '../core/cases';
import { columnsOf, rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { ruleBook } from '../core/rules';
import type { Trx } from '../core/transaction';

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

type Found = Certificate & { nextDueAt: Instant | null; over: boolean; settled: string[] };
const read = `select ${selected}, next_due_at as "nextDueAt", over, (select coalesce(array_agg(occasion), '{}') from settled where case_id = certificate.id) as settled from certificate`;

async function fileOf(db: Knex, found: Found, at: Instant): Promise<CertificateFile> {
  const { nextDueAt, over, settled: occasions, ...certificate } = found;
  const settled = new Set(occasions);
  const rules = certificationRules(
    await ruleBook(db),
    { version: certificate.rulesVersion, on: certificate.rulesOn, today: localDay(at, zone) },
    servicesOf(db).rehearsal,
  );
  return { certificate, settled, rules, agenda: certificateAgenda(certificate, settled, rules), nextDueAt, over };
}

export async function readCertificateFile(db: Knex, certificateId: string, at: Instant): Promise<CertificateFile | undefined> {
  const [found] = await rows<Found>(db.raw(`${read} where id = ?`, [certificateId]));
  return found && fileOf(db, found, at);
}

export async function certificateByNumber(db: Knex, number: string): Promise<Certificate | undefined> {
  return (await rows<Certificate>(db.raw(`select ${selected} from certificate where number = ?`, [number])))[0];
}

export async function certificatesOf(db: Knex, personIds: readonly string[]): Promise<Certificate[]> {
  return rows(
    db.raw(`select ${selected} from certificate where person_id = any(?::uuid[]) order by issued_on, id`, [personIds as string[]]),
  );
}

/** Locks certificates of people: the people first, then their certificates, each in id order (`design.md` 3). */
export async function lockCertificatesOf(trx: Trx, personIds: readonly string[], at: Instant): Promise<CertificateFile[]> {
  await trx.raw('select 1 from person where id = any(?::uuid[]) order by id for no key update', [personIds as string[]]);
  await trx.raw('select 1 from certificate where person_id = any(?::uuid[]) order by id for update', [personIds as string[]]);
  const found = await rows<Found>(trx.raw(`${read} where person_id = any(?::uuid[]) order by id`, [personIds as string[]]));
  const files: CertificateFile[] = [];
  for (const one of found) files.push(await fileOf(trx, one, at));
  return files;
}

/** Locks the person of a certificate, then the certificate. */
export async function lockCertificate(trx: Trx, certificateId: string, at: Instant): Promise<CertificateFile | undefined> {
  await trx.raw('select 1 from person where id = (select person_id from certificate where id = ?) for no key update', [certificateId]);
  await trx.raw('select 1 from certificate where id = ? for update', [certificateId]);
  const [found] = await rows<Found>(trx.raw(`${read} where id = ?`, [certificateId]));
  return found && fileOf(trx, found, at);
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

/** The days of all counted and parked uses of people after a day. */
export async function useDaysOf(db: Knex, personId: string, after: PlainDate): Promise<PlainDate[]> {
  const found = await rows<{ on: PlainDate }>(
    db.raw(
      `select distinct used_on as on from certificate_use where person_id = ? and used_on > ? and verdict in ('counted', 'after_expiry') order by 1`,
      [personId, after],
    ),
  );
  return found.map((row) => row.on);
}
