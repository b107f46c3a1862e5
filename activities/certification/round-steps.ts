import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import * as rule from '../../domain/certification/round';
import { clock } from '../../db/core/clock';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';
import { onceRound, readRoundFile, type RoundFile } from '../../db/certification/rounds';
import { nextOf } from '../core/reading';

export type RoundSteps = ReturnType<typeof createRoundSteps>;

/** What the story of a round reads and does. Enrolments follow the round's dates, never its state, so it does not matter which acts first. */
export function createRoundSteps({ db }: Readonly<{ db: Knex }>) {
  const step =
    (what: string, change: (round: rule.Round, due: Due) => rule.Round, also?: (trx: Trx, file: RoundFile, at: Instant) => Promise<void>) =>
    async (roundId: string, due: Due): Promise<void> => {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceRound(trx, roundId, due, at, async (file) => {
          await appendTimeline(trx, {
            case: { kind: 'round', id: roundId },
            what,
            effectiveAt: due.effectiveAt,
            recordedAt: at,
            rulesVersion: file.rules.version,
          });
          await also?.(trx, file, at);
          return change(file.round, due);
        });
      });
    };

  return {
    async readRound(roundId: string, storyNow: Instant): Promise<Next<rule.RoundStep>> {
      return nextOf(db, storyNow, new Set<rule.RoundStep>(), (now) => readRoundFile(db, roundId, now));
    },
    openRound: step('roundOpened', rule.openSignUp),
    /** The material is missing on its day: a task for the coordinator. */
    askForMaterial: step(
      'materialMissing',
      (round) => round,
      (trx, file, at) =>
        openTask(trx, { kind: 'round', id: file.round.roundId }, 'coordinator', 'material_missing', at, {
          year: file.round.year,
          number: file.round.number,
        }),
    ),
    releaseRoundMaterial: step('materialReleased', rule.startRunning),
    closeRound: step('roundClosed', (round, due) => rule.closeRound(round, due.effectiveAt)),
    completeRound: step('roundCompleted', rule.completeRound),
  };
}
