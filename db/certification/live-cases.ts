import type { Knex } from 'knex';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import type { RuleBook, RuleDefinition } from '../../domain/core/rules';
import { certificateAgenda } from '../../domain/certification/certificate';
import { enrolmentAgenda } from '../../domain/certification/enrolment-agenda';
import { withUsualDates } from '../../domain/certification/moving';
import { roundAgenda, type Round } from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { certificateMeasures, enrolmentMeasures, roundMeasures, type Standing } from '../../domain/certification/what-if';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { daysOff } from '../core/rules';
import { openCertificateFiles } from './certificates';
import { openEnrolmentFiles } from './enrolments';
import { readRoundFile, rulesReader, type RuledCase } from './rounds';

/** Another rule book, and the newest setting in it, which makes it another one. */
export type OtherRules = Readonly<{ book: RuleBook; definition: RuleDefinition; validFrom: PlainDate }>;

export const liveKinds = ['round', 'enrolment', 'certificate'] as const;

/** A live case under the present rules and under others. `name`: of a certificate its number, else the round as year and number. */
export type LiveCase = Readonly<{ kind: (typeof liveKinds)[number]; caseId: string; name: string; before: Standing; after: Standing }>;

/** Cases read at a time: all of them never stand in memory together, and other requests get their turn in between. */
const page = 200;

/** Every live case under both sets of rules: rounds, enrolments, certificates. Only reads. */
export async function* liveCases(db: Knex, other: OtherRules, at: Instant): AsyncGenerator<LiveCase> {
  const under = await bothRules(db, other, at);
  yield* liveRounds(db, under, at);
  yield* liveEnrolments(db, under, at);
  yield* liveCertificates(db, under, at);
}

async function* liveRounds(db: Knex, under: BothRules, at: Instant): AsyncGenerator<LiveCase> {
  const off = await daysOff(db, 'DK');
  const open = await rows<{ id: string }>(db.raw('select id from round where not over order by year, number'));
  for (const { id } of open) {
    const file = await readRoundFile(db, id, at);
    if (!file) continue;
    const { round, rules: present, progress, settled } = file;
    yield {
      kind: 'round',
      caseId: id,
      name: nameOf(round),
      ...under(round, (rules) => {
        const dated = withUsualDates(round, { rules: present, daysOff: off }, { rules, daysOff: off }, localDay(at, zone));
        return { measures: roundMeasures(dated), agenda: roundAgenda(dated, progress, settled, rules) };
      }),
    };
  }
}

async function* liveEnrolments(db: Knex, under: BothRules, at: Instant): AsyncGenerator<LiveCase> {
  for (let after: string | null = null; ;) {
    const files = await openEnrolmentFiles(db, after, page, at);
    for (const { enrolment, round, settled } of files) {
      yield {
        kind: 'enrolment',
        caseId: enrolment.enrolmentId,
        name: nameOf(round),
        ...under(enrolment, (rules) => ({
          measures: enrolmentMeasures(enrolment, rules),
          agenda: enrolmentAgenda(enrolment, round, settled, rules),
        })),
      };
    }
    if (files.length < page) return;
    after = files.at(-1)!.enrolment.enrolmentId;
  }
}

async function* liveCertificates(db: Knex, under: BothRules, at: Instant): AsyncGenerator<LiveCase> {
  for (let after: string | null = null; ;) {
    const files = await openCertificateFiles(db, after, page, at);
    for (const { certificate, settled } of files) {
      yield {
        kind: 'certificate',
        caseId: certificate.certificateId,
        name: certificate.number,
        ...under(certificate, (rules) => ({
          measures: certificateMeasures(certificate, rules),
          agenda: certificateAgenda(certificate, settled, rules),
        })),
      };
    }
    if (files.length < page) return;
    after = files.at(-1)!.certificate.certificateId;
  }
}

const nameOf = ({ year, number }: Round): string => `${year}/${number}`;

/** How a case stands under both sets of rules. */
type BothRules = (one: RuledCase, stand: (rules: CertificationRules) => Standing) => Pick<LiveCase, 'before' | 'after'>;

/**
 * Both sets of rules are asked for the day on which the other value begins to hold, so that they differ in it alone: what is known to change by then anyway is
 * no difference.
 */
async function bothRules(db: Knex, { book, validFrom }: OtherRules, at: Instant): Promise<BothRules> {
  const now = localDay(at, zone);
  const today = validFrom > now ? validFrom : now;
  const [beforeOf, afterOf] = [await rulesReader(db, at, { today }), await rulesReader(db, at, { book, today })];
  return (one, stand) => ({ before: stand(beforeOf(one)), after: stand(afterOf(one)) });
}
