import type { Knex } from 'knex';
import { localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import type { RuleBook, RuleDefinition } from '../../domain/core/rules';
import { certificateAgenda } from '../../domain/certification/certificate';
import { enrolmentAgenda } from '../../domain/certification/enrolment-agenda';
import { movedTo, withUsualDates, type RuledCase } from '../../domain/certification/moving';
import { roundAgenda, type Round } from '../../domain/certification/round';
import { certificationRules, type CertificationRules } from '../../domain/certification/rules';
import { certificateMeasures, enrolmentMeasures, roundMeasures, type Standing } from '../../domain/certification/what-if';
import { zone } from '../../domain/certification/zone';
import { rows } from '../core/columns';
import { servicesOf } from '../core/database';
import { daysOff } from '../core/rules';
import { openCertificateFiles } from './certificates';
import { openEnrolmentFiles } from './enrolments';
import { readRoundFile } from './rounds';

/** Another rule book, and the newest setting in it, which makes it another one. */
export type OtherRules = Readonly<{ book: RuleBook; definition: RuleDefinition; validFrom: PlainDate }>;

export const liveKinds = ['round', 'enrolment', 'certificate'] as const;

/** A live case under the present rules and under others. `name`: of a certificate its number, else the round as year and number. */
export type LiveCase = Readonly<{ kind: (typeof liveKinds)[number]; caseId: string; name: string; before: Standing; after: Standing }>;

/** Cases read at a time: all of them never stand in memory together, and other requests get their turn in between. */
const page = 200;

/** Every live case under both sets of rules: rounds, enrolments, certificates. Only reads. */
export async function* liveCases(db: Knex, other: OtherRules, at: Instant): AsyncGenerator<LiveCase> {
  const under = otherRules(db, other, at);
  yield* liveRounds(db, under, at);
  yield* liveEnrolments(db, under, at);
  yield* liveCertificates(db, under, at);
}

async function* liveRounds(db: Knex, { moved, rulesOf }: Other, at: Instant): AsyncGenerator<LiveCase> {
  const off = await daysOff(db, 'DK');
  const open = await rows<{ id: string }>(db.raw('select id from round where not over order by year, number'));
  for (const { id } of open) {
    const file = await readRoundFile(db, id, at);
    if (!file) continue;
    const { round, rules: present, progress, settled } = file;
    const rules = rulesOf(round);
    const other = withUsualDates(moved(round), { rules: present, daysOff: off }, { rules, daysOff: off }, localDay(at, zone));
    yield {
      kind: 'round',
      caseId: id,
      name: nameOf(round),
      before: { measures: roundMeasures(round), agenda: file.agenda },
      after: { measures: roundMeasures(other), agenda: roundAgenda(other, progress, settled, rules) },
    };
  }
}

async function* liveEnrolments(db: Knex, { moved, rulesOf }: Other, at: Instant): AsyncGenerator<LiveCase> {
  for (let after: string | null = null; ;) {
    const files = await openEnrolmentFiles(db, after, page, at);
    for (const { enrolment, round, settled, rules: present, agenda } of files) {
      const rules = rulesOf(enrolment);
      yield {
        kind: 'enrolment',
        caseId: enrolment.enrolmentId,
        name: nameOf(round),
        before: { measures: enrolmentMeasures(enrolment, present), agenda },
        after: { measures: enrolmentMeasures(enrolment, rules), agenda: enrolmentAgenda(moved(enrolment), round, settled, rules) },
      };
    }
    if (files.length < page) return;
    after = files.at(-1)!.enrolment.enrolmentId;
  }
}

async function* liveCertificates(db: Knex, { moved, rulesOf }: Other, at: Instant): AsyncGenerator<LiveCase> {
  for (let after: string | null = null; ;) {
    const files = await openCertificateFiles(db, after, page, at);
    for (const { certificate, settled, rules: present, agenda } of files) {
      const rules = rulesOf(certificate);
      yield {
        kind: 'certificate',
        caseId: certificate.certificateId,
        name: certificate.number,
        before: { measures: certificateMeasures(certificate, present), agenda },
        after: { measures: certificateMeasures(certificate, rules), agenda: certificateAgenda(moved(certificate), settled, rules) },
      };
    }
    if (files.length < page) return;
    after = files.at(-1)!.certificate.certificateId;
  }
}

const nameOf = ({ year, number }: Round): string => `${year}/${number}`;

type Other = Readonly<{ moved: <T extends RuledCase>(one: T) => T; rulesOf: (one: RuledCase) => CertificationRules }>;

/** How cases would be ruled. A rule that moves holds for all without their being moved. The rules of cases that began together are resolved once. */
function otherRules(db: Knex, { book, definition, validFrom }: OtherRules, at: Instant): Other {
  const { rehearsal } = servicesOf(db);
  const today = localDay(at, zone);
  const known = new Map<string, CertificationRules>();
  const moved = <T extends RuledCase>(one: T): T => (definition.moving ? one : movedTo(one, { version: book.version, on: validFrom }));
  return {
    moved,
    rulesOf(one) {
      const { rulesVersion: version, rulesOn: on } = moved({ rulesVersion: one.rulesVersion, rulesOn: one.rulesOn });
      const key = `${version} ${on}`;
      const rules = known.get(key) ?? certificationRules(book, { version, on, today }, rehearsal);
      known.set(key, rules);
      return rules;
    },
  };
}
