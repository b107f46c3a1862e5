import type { Knex } from 'knex';
import { addDays, atHour, instantOf, localDay, yearOf, type PlainDate } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { daysOffOf } from '../../activities/core/days-off';
import { ensureOrganisation, grantRole } from '../../db/core/access';
import { clock, rehearsalNow, setRehearsalClock } from '../../db/core/clock';
import { servicesOf } from '../../db/core/database';
import { locks } from '../../db/core/installation';
import { ensurePerson } from '../../db/core/people';
import { addDaysOff } from '../../db/core/rules';
import { transaction, type Trx } from '../../db/core/transaction';
import { ensureRegion } from '../../db/certification/regions';
import { rounds } from '../../db/certification/rounds';
import { demoInvitation } from './invitations';
import { gradedPeople, municipalities, openPeople, people, regions } from './people';
import { demoParticipations } from './participations';
import { demoRound } from './rounds';
import { allowSyntheticNumbers } from './synthetic-numbers';

/** Loads the demo once: regions, municipalities, people of every role, this year's and next year's rounds at the source's price. What is there already is left as it is. */
export async function loadDemo(db: Knex): Promise<void> {
  if (servicesOf(db).rehearsal && !(await rehearsalNow(db)))
    await setRehearsalClock(db, atHour(localDay(instantOf(Date.now()), zone), 10, zone));
  await transaction(db, async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.demo]);
    const now = await clock(trx);
    const today = localDay(now, zone);
    await base(trx, today);
    const missing: { year: number; number: number }[] = [];
    for (const year of [yearOf(today), yearOf(today) + 1]) {
      const known = await rounds(trx, { year });
      for (let number = 1; number <= 4; number += 1) if (!known.some((one) => one.number === number)) missing.push({ year, number });
    }
    // The last round that is past has answers waiting to be graded, the next one with time enough is open.
    const deadlines = ['02-15', '05-15', '08-15', '11-15'];
    const deadlineOf = ({ year, number }: { year: number; number: number }): PlainDate => `${year}-${deadlines[number - 1]}` as PlainDate;
    const past = missing.filter((one) => deadlineOf(one) < today).at(-1);
    const next = missing.find((one) => deadlineOf(one) >= addDays(today, 20));
    for (const one of missing)
      await demoRound(trx, one, now, one === past ? { handedIn: gradedPeople } : one === next ? { openNow: openPeople } : {});
    await demoInvitation(trx, now);
    await demoParticipations(trx, now);
  });
}

async function base(trx: Trx, today: PlainDate): Promise<void> {
  const now = await clock(trx);
  for (let year = 2019; year <= yearOf(today) + 3; year += 1) {
    await addDaysOff(trx, 'DK', daysOffOf('DK', year));
    await addDaysOff(trx, 'NO', daysOffOf('NO', year));
  }
  const organisations = new Map([
    ['wsp', await ensureOrganisation(trx, 'provider', 'wsp', 'WSP Kursus')],
    ['styrelsen', await ensureOrganisation(trx, 'agency', 'styrelsen', 'Styrelsen')],
    ['imdi', await ensureOrganisation(trx, 'directorate', 'imdi', 'IMDi')],
  ]);
  for (const [code, name] of regions) {
    const organisationId = await ensureOrganisation(trx, 'region', code, name);
    organisations.set(code, organisationId);
    await ensureRegion(trx, { code, name, organisationId, memberFrom: '2019-01-01' });
  }
  for (const [code, name] of municipalities) organisations.set(code, await ensureOrganisation(trx, 'municipality', code, name));
  for (const { role, organisation, ...who } of people) {
    const { personId } = await ensurePerson(trx, { ...who, createdAt: now });
    if (role && organisation) await grantRole(trx, { personId, organisationId: organisations.get(organisation)!, role, by: null, at: now });
    if (role === 'directorate') await allowSyntheticNumbers(trx, personId);
  }
}
