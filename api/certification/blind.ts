import { blindFileName, isBlind } from '../../domain/certification/grading';
import type { Enrolment } from '../../domain/certification/enrolment';
import type { AnswerFile } from '../../db/certification/answers';
import type { EnrolmentRow } from '../../db/certification/enrolment-lists';
import { rulesAt } from '../../db/certification/rounds';
import type { Person } from '../../db/core/people';
import type { TimelineEvent } from '../../db/core/timeline';
import type { Context } from '../core/context';

/** What blind grading keeps from a grader: everything that would tell whose answer it is (`domain.md` 2.6). */
const hidden = { name: null, email: null, employer: null } as const;

/** Whether blind grading keeps from the asker whose enrolment this is, by the rules that hold for it. */
export async function blindTo(
  context: Context,
  enrolment: Pick<Enrolment, 'personId' | 'rulesVersion' | 'rulesOn' | 'endedAt'>,
): Promise<boolean> {
  return isBlind(context.actor, enrolment, await rulesAt(context.db, enrolment, context.receivedAt));
}

/** A person without what would tell who it is: named by the enrolment alone, for an id met elsewhere would tell as well. */
export function hidePerson(who: Person, enrolmentId: string): Person {
  return { ...who, ...hidden, personId: enrolmentId };
}

/** Rows of a list, each without its name where grading is blind. */
export async function hideRows(context: Context, found: readonly EnrolmentRow[]): Promise<EnrolmentRow[]> {
  const rows: EnrolmentRow[] = [];
  for (const row of found)
    rows.push(
      (await blindTo(context, row))
        ? { ...row, ...hidden, personId: row.enrolmentId, blind: true, certificateId: null, certificateNumber: null }
        : row,
    );
  return rows;
}

/** The files of answers by number instead of name. */
export function hideFileNames(files: readonly AnswerFile[]): AnswerFile[] {
  return files.map((file) => ({ ...file, name: blindFileName(file.position, file.name) }));
}

/** A timeline without the participant's name, the number of their certificate, and what was written about them but for the remarks. */
export function hideEvents(events: readonly TimelineEvent[], personId: string): TimelineEvent[] {
  return events.map((event) => {
    const { number: _number, certificateId: _certificateId, ...data } = event.data ?? {};
    const shortcomings = event.personal?.['shortcomings'];
    const personal = shortcomings === undefined ? null : { shortcomings };
    // Also what somebody did to whom the enrolment belonged before a mistake was corrected.
    const own = event.actorId !== null && (event.actorId === personId || event.actorId === event.personId);
    return {
      ...event,
      personId: event.personId && event.caseId,
      ...(own ? { actorId: event.caseId, actorName: null } : {}),
      data,
      personal,
    };
  });
}
