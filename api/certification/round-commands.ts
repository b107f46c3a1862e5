import type { Knex } from 'knex';
import { localDay, yearOf, type PlainDate } from '../../domain/core/calendar';
import { Refusal, refuseUnless } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import { roundAfterOutages } from '../../domain/certification/deadlines';
import { manageRounds } from '../../domain/certification/policies';
import { beforeGrading, deadlineOf } from '../../domain/certification/enrolment';
import * as rule from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { storeFiles, type NewFile } from '../../db/core/files';
import { newId } from '../../db/core/ids';
import { daysOff } from '../../db/core/rules';
import { settleTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import { refreshEnrolmentsOf } from '../../db/certification/enrolments';
import { holdOutages, outages } from '../../db/certification/outages';
import {
  insertRound,
  lockRound,
  lockYear,
  replaceMaterial,
  rounds,
  rulesNow,
  saveRound,
  type RoundFile,
} from '../../db/certification/rounds';
import { tellMovedDeadlines } from '../../letters/certification/moved-deadline-letters';
import type { Context } from '../core/context';

export type RoundDraft = Readonly<
  { year: number; number: number; priceDkk?: number | undefined } & { [K in keyof rule.RoundDates]?: PlainDate | undefined }
>;

/** Makes a round as a draft; what is not given follows from the deadline. Refuses with `too_many_rounds`, `round_dates_order`. */
export async function createRound(context: Context, draft: RoundDraft): Promise<rule.Round> {
  allow(context.actor, manageRounds, undefined);
  return context.transaction(async (trx) => {
    const rules = await rulesNow(trx, context.receivedAt);
    await holdOutages(trx);
    // Two coordinators at once must not both make the fourth: the year's rounds are counted behind a lock.
    await lockYear(trx, draft.year);
    const existing = await rounds(trx, { year: draft.year });
    refuseUnless(
      existing.filter((one) => one.state !== 'cancelled').length < rules.roundsPerYear && draft.number <= rules.roundsPerYear,
      'too_many_rounds',
    );
    refuseUnless(!existing.some((one) => one.number === draft.number && one.state !== 'cancelled'), 'not_allowed_in_state', {
      number: 'taken',
    });
    const usual = await usualDates(trx, rules, draft);
    const dates = {
      signUpOpensOn: draft.signUpOpensOn ?? usual.signUpOpensOn,
      signUpClosesOn: draft.signUpClosesOn ?? usual.signUpClosesOn,
      materialOn: draft.materialOn ?? usual.materialOn,
      deadlineOn: usual.deadlineOn,
      gradingTargetOn: draft.gradingTargetOn ?? usual.gradingTargetOn,
    };
    rule.checkRoundDates(dates);
    const asked = rule.draftOf({ year: draft.year, number: draft.number, priceDkk: draft.priceDkk ?? rules.price }, dates, {
      roundId: newId(),
      at: context.receivedAt,
      rulesVersion: rules.version,
      rulesOn: localDay(context.receivedAt, zone),
    });
    const round = roundAfterOutages(asked, await outages(trx), rules, await daysOff(trx, 'DK'));
    await insertRound(trx, round, rules);
    await note(trx, context, round, 'roundCreated', rule.datesOf(round));
    return round;
  });
}

/** Publishes a draft: sign-up opens on its day, or at once when that day is past. Refuses with `not_allowed_in_state`. */
export async function publishRound(context: Context, roundId: string): Promise<rule.Round> {
  return change(context, roundId, async (trx, file) => {
    const published = rule.publish(file.round, context.receivedAt);
    await settleTask(trx, roundId, 'publish_round', context.receivedAt);
    await note(trx, context, published, 'roundPublished');
    if (published.state === 'open') await note(trx, context, published, 'roundOpened');
    return published;
  });
}

/**
 * Changes the calendar or price of a round. A draft takes any dates in order; of a published one only the deadline moves, and only to a later day: what
 * hangs on it follows, and whoever takes part is told. Refuses with `changed_by_other`, `deadline_not_later`, `deadline_passed`, `not_allowed_in_state`.
 */
export async function changeRound(context: Context, roundId: string, version: number, change_: Partial<RoundDraft>): Promise<rule.Round> {
  const changed = async (trx: Trx, file: RoundFile): Promise<rule.Round> => {
    const { round, rules } = file;
    const given = Object.fromEntries(Object.entries(change_).filter(([, value]) => value !== undefined)) as Partial<rule.Round>;
    if (round.version !== version) {
      const current = Object.fromEntries(Object.keys(given).map((key) => [key, round[key as keyof rule.Round]]));
      throw new Refusal('changed_by_other', { details: { current: { ...current, version: round.version }, yours: given } });
    }
    if (round.state === 'draft' && !round.publishedAt) {
      const off = await daysOff(trx, 'DK');
      const usual = given.deadlineOn ? rule.roundDatesFrom(given.deadlineOn, rules, off) : {};
      const asked: rule.Round = { ...round, ...usual, ...given, deadlineSetAt: context.receivedAt };
      rule.checkRoundDates(asked);
      // A deadline that stays on its day stays where outages moved it.
      const dated =
        asked.deadlineOn === round.deadlineOn
          ? asked
          : roundAfterOutages({ ...asked, deadlineBaseOn: null }, await outages(trx), rules, off);
      await note(trx, context, dated, 'roundChanged', { ...given, ...(given.deadlineOn ? { deadlineOn: dated.deadlineOn } : {}) });
      return dated;
    }
    const { deadlineOn, ...rest } = given;
    refuseUnless(
      Object.keys(rest).length === 0,
      'not_allowed_in_state',
      Object.fromEntries(Object.keys(rest).map((field) => [field, 'not_allowed_in_state'])),
    );
    if (!deadlineOn) return round;
    const off = await daysOff(trx, 'DK');
    // Whether it is later is asked of the day that was chosen, before a known outage makes it later still.
    const asked = rule.moveDeadline(round, deadlineOn, context.receivedAt, rules, off);
    const moved = roundAfterOutages({ ...asked, deadlineBaseOn: null }, await outages(trx), rules, off);
    await note(trx, context, moved, 'deadlineMoved', { from: round.deadlineOn, to: moved.deadlineOn });
    // Whoever has a later deadline of their own keeps it, and is told nothing; nor is who was graded already, for an outage may have opened the round again.
    const concerned = (await refreshEnrolmentsOf(trx, moved, context.receivedAt))
      .map((enrolment) => ({ enrolment, round: moved, rules, from: deadlineOf(enrolment, round), to: deadlineOf(enrolment, moved) }))
      .filter(({ enrolment, from, to }) => from !== to && beforeGrading.includes(enrolment.state));
    await tellMovedDeadlines(trx, concerned, `moved:${moved.deadlineOn}`, context.receivedAt);
    return moved;
  };
  return change(context, roundId, changed, holdOutages);
}

/** Uploads the material, replacing what was there; participants get it on its day. Refuses with `answer_empty` without a file, `not_allowed_in_state` once closed. */
export async function uploadMaterial(context: Context, roundId: string, files: readonly NewFile[]): Promise<rule.Round> {
  return change(context, roundId, async (trx, file) => {
    refuseUnless(files.length > 0, 'answer_empty', { files: 'answer_empty' });
    const { round } = file;
    const closed = round.state !== 'draft' && context.receivedAt >= rule.closesAt(round.deadlineOn);
    if (closed || !['draft', 'open', 'running'].includes(round.state)) throw new Refusal('not_allowed_in_state');
    const stored = await storeFiles(trx, files);
    await replaceMaterial(trx, roundId, stored);
    await settleTask(trx, roundId, 'material_missing', context.receivedAt);
    await note(trx, context, file.round, 'materialUploaded', { files: stored.length });
    const uploaded = { ...file.round, materialUploadedAt: file.round.materialUploadedAt ?? context.receivedAt };
    await refreshEnrolmentsOf(trx, uploaded, context.receivedAt);
    return uploaded;
  });
}

/**
 * Locks a round for those who make rounds, lets the work decide, saves.
 * @param first takes what must be locked before the round
 */
export async function change(
  context: Context,
  roundId: string,
  work: (trx: Trx, file: RoundFile) => Promise<rule.Round>,
  first?: (trx: Trx) => Promise<void>,
): Promise<rule.Round> {
  return context.transaction(async (trx) => {
    allow(context.actor, manageRounds, undefined);
    await first?.(trx);
    const file = await lockRound(trx, roundId, context.receivedAt);
    if (!file) throw new Refusal('not_found');
    return saveRound(trx, file, await work(trx, file), context.receivedAt, 'person');
  });
}

/** Writes what somebody did to a round into its timeline. */
export async function note(trx: Trx, context: Context, round: rule.Round, what: string, data: Record<string, unknown> = {}): Promise<void> {
  await appendTimeline(trx, {
    case: { kind: 'round', id: round.roundId },
    what,
    actorId: context.actor.personId,
    effectiveAt: context.receivedAt,
    recordedAt: context.receivedAt,
    data,
    rulesVersion: round.rulesVersion,
  });
}

/** The dates that a round usually gets: from its deadline, or from its place in the year. */
async function usualDates(db: Knex, rules: CertificationRules, draft: RoundDraft): Promise<rule.RoundDates> {
  const monthDay = rules.roundDeadlines[draft.number - 1] ?? rules.roundDeadlines[0];
  return rule.roundDatesFrom(draft.deadlineOn ?? (`${draft.year}-${monthDay}` as PlainDate), rules, await daysOff(db, 'DK'));
}

export type ProposedRound = Readonly<rule.RoundDates & { year: number; number: number; priceDkk: number; vatPercent: number }>;

/** A round as it would usually be made; without a place in the calendar the next one that is free. */
export async function proposedRound(
  context: Context,
  wanted: Readonly<{ year?: number | undefined; number?: number | undefined }>,
): Promise<ProposedRound> {
  allow(context.actor, manageRounds, undefined);
  const today = localDay(context.receivedAt, zone);
  const rules = await rulesNow(context.db, context.receivedAt);
  const taken = new Set((await rounds(context.db)).map((one) => `${one.year}/${one.number}`));
  const numbers = Array.from({ length: rules.roundsPerYear }, (_, at) => at + 1);
  const years = wanted.year ? [wanted.year] : [yearOf(today), yearOf(today) + 1, yearOf(today) + 2];
  const places = years.flatMap((year) => numbers.map((number) => ({ year, number })));
  const free = places.filter(({ year, number }) => !taken.has(`${year}/${number}`));
  const first = free.find(({ year, number }) => !isPast(year, number, rules, today)) ?? free[0];
  const place = { year: first?.year ?? years[0]!, number: wanted.number ?? first?.number ?? 1 };
  return { ...place, ...(await usualDates(context.db, rules, place)), priceDkk: rules.price, vatPercent: rules.vat };
}

function isPast(year: number, number: number, rules: CertificationRules, today: PlainDate): boolean {
  return `${year}-${rules.roundDeadlines[number - 1] ?? rules.roundDeadlines[0]}` <= today;
}
