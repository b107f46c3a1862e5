import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import type { Instant } from '../../domain/core/calendar';
import { missingFields } from '../../domain/register/fields';
import { participationReminders, type ParticipationStep } from '../../domain/register/participation-agenda';
import { clock } from '../../db/core/clock';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { transaction } from '../../db/core/transaction';
import { onceParticipation, readParticipationFile, type ParticipationFile } from '../../db/register/participations';
import { nextOf } from '../core/reading';

export type ParticipationSteps = ReturnType<typeof createParticipationSteps>;

/**
 * What the story of a participation reads and does. Each step is one transaction, safe to repeat: it opens a task for the people of the municipality, which the
 * fact that is asked for settles, and changes no field.
 */
export function createParticipationSteps({ db }: Readonly<{ db: Knex }>) {
  type Told = Readonly<{ task: string; what: string; data?: Record<string, unknown> }>;
  const ask = async (participationId: string, due: Due, tell: (file: ParticipationFile) => Told): Promise<void> => {
    await transaction(db, async (trx) => {
      const at = await clock(trx);
      await onceParticipation(trx, participationId, due, at, async (file) => {
        const ref = { kind: 'participation', id: participationId };
        const { task, what, data = {} } = tell(file);
        const { organisationId, personId } = file.participation;
        await openTask(trx, ref, 'municipality_user', task, at, { organisationId, ...data });
        await appendTimeline(trx, {
          case: ref,
          what,
          personId,
          effectiveAt: due.effectiveAt,
          recordedAt: at,
          data,
          rulesVersion: file.rules.version,
        });
      });
    });
  };

  return {
    async readParticipation(participationId: string, storyNow: Instant): Promise<Next<ParticipationStep>> {
      return nextOf(db, storyNow, participationReminders, (now) => readParticipationFile(db, participationId, now));
    },

    /** The programme has lasted so many months: somebody should see whether it is to go on. */
    async warnOfLength(participationId: string, due: Due): Promise<void> {
      const months = Number(/^length-(\d+)m/.exec(due.occasion)?.[1]);
      await ask(participationId, due, () => ({ task: 'programme_length', what: 'lengthWarned', data: { months } }));
    },

    /** All that was planned is over, and no end date came. */
    async askForEnd(participationId: string, due: Due): Promise<void> {
      await ask(participationId, due, () => ({ task: 'end_date_missing', what: 'endAskedFor' }));
    },

    /** She ended some time ago, and still stands in the overview. */
    async askForDischarge(participationId: string, due: Due): Promise<void> {
      await ask(participationId, due, () => ({ task: 'discharge_missing', what: 'dischargeAskedFor' }));
    },

    /** The report will ask for these fields; now they are still easy to find out. */
    async askForFields(participationId: string, due: Due): Promise<void> {
      await ask(participationId, due, ({ participation, entries, rules }) => ({
        task: 'fields_missing',
        what: 'fieldsAskedFor',
        data: { count: missingFields(participation, entries, 'report', rules).length },
      }));
    },
  };
}
