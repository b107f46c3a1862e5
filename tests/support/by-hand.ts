import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import { instantOf, type Instant } from '../../domain/core/calendar';
import { parseStoryId, type StoryKind } from '../../domain/core/stories';
import { tellOwner, type LetterTold } from '../../activities/core/failed-letter';
import { createCertificateSteps } from '../../activities/certification/certificate-steps';
import { createEnrolmentSteps } from '../../activities/certification/enrolment-steps';
import { createRoundSteps } from '../../activities/certification/round-steps';
import { createRuleBatchSteps } from '../../activities/certification/rule-batch-steps';
import { createInvitationSteps } from '../../activities/register/invitation-steps';
import { createParticipationSteps } from '../../activities/register/participation-steps';
import { createReportSteps } from '../../activities/register/report-steps';
import { createLookupSteps } from '../../activities/register/lookup-steps';
import { createNightlySteps } from '../../activities/core/nightly-steps';
import { earliestDue, overdueCases } from '../../db/core/cases';
import { clock, setRehearsalClock } from '../../db/core/clock';
import { rows } from '../../db/core/columns';
import { markRefused } from '../../db/core/letters';
import { transaction } from '../../db/core/transaction';
import type { PopulationRegister } from '../../activities/register/population-register';
import { syntheticRegister } from './synthetic-register';

type Story = Readonly<{
  read: (caseId: string, now: Instant) => Promise<Next>;
  steps: Readonly<Record<string, (caseId: string, due: Due) => Promise<void>>>;
}>;

export type Around = Readonly<{
  /** Who is asked for names; by default the people of our own register. */
  register?: PopulationRegister;
  /** Which addresses take no letters. */
  refuses?: (email: string) => boolean;
}>;

/** What stories do, done by hand on a rehearsal's database: the same reads and steps, without a Temporal server or letters being sent. */
export function byHand(
  db: Knex,
  { register = syntheticRegister, refuses }: Around = {},
): Readonly<{ settle(): Promise<void>; passTo(instant: string): Promise<void> }> {
  const { readEnrolment, ...enrolmentSteps } = createEnrolmentSteps({ db });
  const { readCertificate, ...certificateSteps } = createCertificateSteps({ db });
  const { readRound, releaseRoundMaterial, ...roundSteps } = createRoundSteps({ db });
  const { readInvitation, ...invitationSteps } = createInvitationSteps({ db });
  const { readNameLookup, askRegister, showLookupDelay, giveUpLookup } = createLookupSteps({ db, register });
  const { readParticipation, ...participationSteps } = createParticipationSteps({ db });
  const { readYearlyReport, ...reportSteps } = createReportSteps({ db });
  const { readBatchNext, workBatch } = createRuleBatchSteps({ db });
  const { readNightly, keepHouse } = createNightlySteps({ db });
  const stories: Readonly<Partial<Record<StoryKind, Story>>> = {
    enrolment: { read: readEnrolment, steps: enrolmentSteps },
    'certificate-lifetime': { read: readCertificate, steps: certificateSteps },
    invitation: { read: readInvitation, steps: invitationSteps },
    'name-lookup': { read: readNameLookup, steps: { askRegister, showDelay: showLookupDelay, giveUp: giveUpLookup } },
    participation: { read: readParticipation, steps: participationSteps },
    'yearly-report': { read: readYearlyReport, steps: reportSteps },
    batch: { read: readBatchNext, steps: { workBatch } },
    round: { read: readRound, steps: { ...roundSteps, releaseMaterial: releaseRoundMaterial } },
    nightly: { read: async (_id, now) => readNightly(now), steps: { keepHouse: async (_id, due) => keepHouse(due.effectiveAt) } },
  };
  const letGoOfLetters = async (at: Instant): Promise<void> => {
    if (refuses) await refuseLetters(db, at, refuses);
    await db.raw(`update letter set state = 'sent', settled_at = ? where state = 'queued' and due_at <= ?`, [at, at]);
  };

  /** Does what is due at the present instant. */
  const settle = async (): Promise<void> => {
    const now = await clock(db);
    for (;;) {
      await letGoOfLetters(now);
      const due = (await overdueCases(db, now, 100_000)).flatMap(({ story }) => {
        const { kind, caseId } = parseStoryId(story);
        const followed = stories[kind];
        return followed ? [{ ...followed, caseId }] : [];
      });
      if (due.length === 0) return;
      for (const { read, steps, caseId } of due) for (const one of (await read(caseId, now)).due) await steps[one.step]!(caseId, one);
    }
  };

  /** Lives through time up to an instant, each step at its own. */
  const passTo = async (instant: string): Promise<void> => {
    const target = instantOf(Date.parse(instant));
    await settle();
    for (let next = await earliestDue(db); next !== null && next <= target; next = await earliestDue(db)) {
      await setRehearsalClock(db, next);
      await settle();
    }
    await setRehearsalClock(db, target);
  };
  return { settle, passTo };
}

/** Letters to addresses that take none: who looks after the case is told, as by the post office. */
async function refuseLetters(db: Knex, at: Instant, refuses: (email: string) => boolean): Promise<void> {
  const due = await rows<LetterTold & Readonly<{ email: string }>>(
    db.raw(
      `select l.id as "letterId", l.case_kind as "caseKind", l.case_id as "caseId", l.person_id as "personId", l.template, l.attempts, p.email
       from letter l join person p on p.id = l.person_id where l.state = 'queued' and l.due_at <= ?`,
      [at],
    ),
  );
  for (const letter of due.filter(({ email }) => refuses(email)))
    await transaction(db, async (trx) => {
      await markRefused(trx, letter.letterId, 550, at);
      await tellOwner(trx, letter, 'letterRefused', at);
    });
}
