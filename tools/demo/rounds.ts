import { pino } from 'pino';
import { addDays, atHour, earliest, localDay, type Instant, type PlainDate } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { createEnrolmentSteps } from '../../activities/certification/enrolment-steps';
import { fileOf } from '../../db/core/files';
import { actorOf } from '../../db/core/access';
import { personByEmail } from '../../db/core/people';
import type { Trx } from '../../db/core/transaction';
import { readEnrolmentFile } from '../../db/certification/enrolments';
import { contextOn, type Context } from '../../api/core/context';
import { demoIdentities } from '../../api/core/demo';
import { admit, finishSelfStudy, handIn } from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { signUp } from '../../api/certification/sign-up-commands';
import type { DemoPerson } from './people';

const material =
  'Øvelsesmateriale til demonstrationen: læs vejledningen i registrering, gennemgå de tre eksempler, og løs derefter opgaven.\n';

/** Who is in a round of the demo: people who handed in before its deadline, or people of a round that is open now. */
export type Cast = Readonly<{ handedIn?: readonly DemoPerson[]; openNow?: readonly DemoPerson[] }>;

/**
 * One quarter's round, made by the product's own commands as if they had been given in their time. Those whose deadline is past are closed and completed by
 * their stories as soon as these run.
 */
export async function demoRound(
  trx: Trx,
  { year, number }: Readonly<{ year: number; number: number }>,
  now: Instant,
  cast: Cast,
): Promise<void> {
  const today = localDay(now, zone);
  const dates = cast.openNow ? { signUpOpensOn: addDays(today, -14), materialOn: addDays(today, -3) } : {};
  const on = (day: PlainDate): Instant => earliest(now, atHour(day, 12, zone));
  const coordinator = (day: PlainDate): Promise<Context> => acting(trx, demoIdentities.coordinator, on(day));
  const round = await createRound(await coordinator(`${year - 1}-10-01` as PlainDate), { year, number, ...dates });
  await publishRound(await coordinator(addDays(round.signUpOpensOn, 1)), round.roundId);
  await uploadMaterial(await coordinator(addDays(round.signUpOpensOn, 1)), round.roundId, [
    fileOf('materiale.txt', 'text/plain', Buffer.from(material)),
  ]);
  for (const [at, who] of (cast.handedIn ?? cast.openNow ?? []).entries()) {
    const signedUpOn = addDays(round.signUpOpensOn, 3 + at);
    const { enrolmentId } = await signUp(await coordinator(signedUpOn), round.roundId, {
      kind: 'full',
      source: 'form',
      person: { name: who.name, email: who.email, employer: who.employer },
    });
    // The last of an open round still waits to be admitted.
    if (cast.openNow && at === cast.openNow.length - 1) continue;
    await admit(await coordinator(addDays(signedUpOn, 1)), enrolmentId);
    if (!cast.handedIn) continue;
    await giveMaterial(trx, enrolmentId, on(addDays(round.materialOn, 1)));
    await finishSelfStudy(await acting(trx, who.email, on(addDays(round.deadlineOn, -10 + at))), enrolmentId);
    await handIn(await acting(trx, who.email, on(addDays(round.deadlineOn, -5 + at))), enrolmentId, {
      text: `Besvarelse af opgaven ved ${who.name}: de tre lokaliteter er registreret som beskrevet.`,
      files: [],
    });
  }
}

/** Does what the story would have done on the day of the material. */
async function giveMaterial(trx: Trx, enrolmentId: string, at: Instant): Promise<void> {
  const due = (await readEnrolmentFile(trx, enrolmentId, at))?.agenda.find((entry) => entry.step === 'releaseMaterial');
  if (due) await createEnrolmentSteps({ db: trx }).releaseMaterial(enrolmentId, due);
}

async function acting(trx: Trx, email: string, receivedAt: Instant): Promise<Context> {
  const who = await personByEmail(trx, email);
  const actor = who && (await actorOf(trx, who.personId));
  if (!actor) throw new Error('Somebody of the demo is missing.');
  return contextOn(trx, { actor, receivedAt, address: '', log: pino({ level: 'silent' }) });
}
