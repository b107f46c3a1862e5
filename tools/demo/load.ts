import type { Knex } from 'knex';
import { pino } from 'pino';
import { atHour, instantOf, localDay, yearOf, type Instant, type PlainDate } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import type { Role } from '../../domain/core/actors';
import { daysOffOf } from '../../activities/core/days-off';
import { actorOf, ensureOrganisation, grantRole } from '../../db/core/access';
import { clock, rehearsalNow, setRehearsalClock } from '../../db/core/clock';
import { servicesOf } from '../../db/core/database';
import { locks } from '../../db/core/installation';
import { ensurePerson, personByEmail } from '../../db/core/people';
import { addDaysOff } from '../../db/core/rules';
import { transaction } from '../../db/core/transaction';
import { ensureRegion } from '../../db/certification/uses';
import { rounds } from '../../db/certification/rounds';
import { contextOn, type Context } from '../../api/core/context';
import { demoIdentities } from '../../api/core/demo';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import { admit } from '../../api/certification/enrolment-commands';

const regions = [
  ['nordjylland', 'Region Nordjylland'],
  ['midtjylland', 'Region Midtjylland'],
  ['syddanmark', 'Region Syddanmark'],
  ['hovedstaden', 'Region Hovedstaden'],
  ['sjaelland', 'Region Sjælland'],
] as const;

/** Nobody in the demo is real. */
const people: readonly Readonly<{ name: string; email: string; role?: Role; organisation?: string; employer?: string }>[] = [
  { name: 'Karen Kursusleder', email: demoIdentities.coordinator, role: 'coordinator', organisation: 'wsp' },
  { name: 'Bent Bedømmer', email: demoIdentities.grader, role: 'grader', organisation: 'wsp' },
  { name: 'Gry Gransker', email: demoIdentities.grader2, role: 'grader', organisation: 'wsp' },
  { name: 'Aksel Agentur', email: demoIdentities.agency, role: 'agency', organisation: 'styrelsen' },
  { name: 'Nanna Nord', email: demoIdentities['region-nordjylland'], role: 'region', organisation: 'nordjylland' },
  { name: 'Mads Midt', email: demoIdentities['region-midtjylland'], role: 'region', organisation: 'midtjylland' },
  { name: 'Signe Syd', email: demoIdentities['region-syddanmark'], role: 'region', organisation: 'syddanmark' },
  { name: 'Hans Hoved', email: demoIdentities['region-hovedstaden'], role: 'region', organisation: 'hovedstaden' },
  { name: 'Sofie Sjælland', email: demoIdentities['region-sjaelland'], role: 'region', organisation: 'sjaelland' },
  { name: 'Rikke Rådgiver', email: demoIdentities.consultant, employer: 'Jord & Vand Rådgivning' },
  { name: 'Palle Prøve', email: 'palle@firma.example', employer: 'Grundvand ApS' },
  { name: 'Tove Test', email: 'tove@firma.example', employer: 'Jord & Vand Rådgivning' },
];

const material =
  'Øvelsesmateriale til demonstrationen: læs vejledningen i registrering, gennemgå de tre eksempler, og løs derefter opgaven.\n';

/** Loads the demo once: regions, people of every role, this year's and next year's rounds at the source's price. What is there already is left as it is. */
export async function loadDemo(db: Knex): Promise<void> {
  if (servicesOf(db).rehearsal && !(await rehearsalNow(db)))
    await setRehearsalClock(db, atHour(localDay(instantOf(Date.now()), zone), 10, zone));
  await transaction(db, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.demo]);
    const now = await clock(trx);
    const today = localDay(now, zone);
    await base(trx, now, today);
    const coordinator = await contextFor(trx, demoIdentities.coordinator, now);
    for (const year of [yearOf(today), yearOf(today) + 1]) {
      const known = await rounds(trx, { year });
      for (let number = 1; number <= 4; number += 1)
        if (!known.some((one) => one.number === number)) await demoRound(coordinator, year, number, today);
    }
  });
}

async function base(trx: Parameters<Parameters<typeof transaction>[1]>[0], now: Instant, today: PlainDate): Promise<void> {
  for (let year = 2019; year <= yearOf(today) + 3; year += 1) {
    await addDaysOff(trx, 'DK', daysOffOf('DK', year));
    await addDaysOff(trx, 'NO', daysOffOf('NO', year));
  }
  const organisations = new Map([
    ['wsp', await ensureOrganisation(trx, 'provider', 'wsp', 'WSP Kursus')],
    ['styrelsen', await ensureOrganisation(trx, 'agency', 'styrelsen', 'Styrelsen')],
  ]);
  for (const [code, name] of regions) {
    const organisationId = await ensureOrganisation(trx, 'region', code, name);
    organisations.set(code, organisationId);
    await ensureRegion(trx, { code, name, organisationId, memberFrom: '2019-01-01' });
  }
  for (const { role, organisation, ...who } of people) {
    const { personId } = await ensurePerson(trx, { ...who, createdAt: now });
    if (role && organisation) await grantRole(trx, { personId, organisationId: organisations.get(organisation)!, role, by: null, at: now });
  }
}

/** One quarter's round. Those whose deadline is past stay drafts nobody published; the next one is open, with people in it. */
async function demoRound(context: Context, year: number, number: number, today: PlainDate): Promise<void> {
  const round = await createRound(context, { year, number });
  if (round.deadlineOn < today) return;
  await publishRound(context, round.roundId);
  await uploadMaterial(context, round.roundId, [
    { field: 'files', name: 'materiale.txt', contentType: 'text/plain', bytes: Buffer.from(material) },
  ]);
  const open = round.signUpOpensOn <= today && today <= round.signUpClosesOn;
  if (!open) return;
  for (const [at, email] of [demoIdentities.consultant, 'palle@firma.example', 'tove@firma.example'].entries()) {
    const who = people.find((one) => one.email === email)!;
    const enrolment = await signUp(context, round.roundId, {
      kind: 'full',
      source: 'form',
      person: { name: who.name, email, employer: who.employer },
    }).catch(() => undefined);
    if (enrolment && at < 2) await admit(context, enrolment.enrolmentId);
  }
}

async function contextFor(trx: Knex, email: string, now: Instant): Promise<Context> {
  const who = await personByEmail(trx, email);
  const actor = who && (await actorOf(trx, who.personId));
  if (!actor) throw new Error('The demo has no coordinator.');
  return contextOn(trx, { actor, receivedAt: now, address: '', log: pino({ level: 'silent' }) });
}
