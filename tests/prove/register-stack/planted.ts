import type { Fault } from '../model-support/planted-hunt';

const of = (file: string, what: string, from: string, to: string): Fault => ({ what, file: `domain/register/${file}`, from, to });

/** Each must make the comparison of model and stack go red. */
export const faults: readonly Fault[] = [
  of('participation-agenda.ts', 'a length is passed on its last day', 'return addDays(addMonths(startOn, months), 1);', 'return addMonths(startOn, months);'),
  of('age.ts', 'who is 16 at the start is too young', 'ageOn(bornOn, startOn) < rules.ageRefusedUnder', 'ageOn(bornOn, startOn) <= rules.ageRefusedUnder'),
  of('age.ts', 'from 55 on she is too old', 'age > rules.ageTo', 'age >= rules.ageTo'),
  of('saving.ts', 'the end may be before the start', 'after.endOn < after.startOn', 'after.endOn < "2000"'),
  of('saving.ts', 'a start may lie more than a year ahead', 'addYears(around.today, 1)', 'addYears(around.today, 2)'),
  of('saving.ts', 'who saves last wins', '?? 0) > seenVersion', '?? 0) > seenVersion + 1'),
  of('saving.ts', 'a main reason leaves the sub-reason as it was', 'return { ...changed, subReason: null };', 'return changed;'),
  of('saving.ts', 'a project runs no more on its last day', '(project.endsOn === null || on <= project.endsOn)', '(project.endsOn === null || on < project.endsOn)'),
  of('saving.ts', 'an end date is taken away after the discharge', "throw new Refusal('reopen_needed');", ';'),
  of('fields.ts', 'an activity counts without its hours', ' && entry.hoursPerWeek !== null', ''),
  of('invitation-agenda.ts', 'a link holds a day longer', 'endOfDay(lastDayOf(invitation, rules), zone)', 'endOfDay(addDays(lastDayOf(invitation, rules), 1), zone)'),
  of('invitation.ts', 'a resend leaves the old link alive', 'number !== invitation.links || ', ''),
  of('name-lookup.ts', 'a look-up honours no Retry-After', 'latest(ownWait, plusMs(at, answer.retryAfterMs ?? 0))', 'ownWait'),
  of('name-lookup.ts', 'the dead are found', "if (answer.standing !== 'living') return answer.standing;", "if (answer.standing === 'ceased') return answer.standing;"),
  of('yearly-report.ts', 'who ended on 1 January did not run in that year', 'endOn >= `${year}-01-01`', 'endOn > `${year}-01-01`'),
  of('report-agenda.ts', 'a report is overdue on its last day', 'const at = endOfDay(dueOn, zone);', 'const at = endOfDay(addDays(dueOn, -1), zone);'),
  of('zone.ts', 'days begin by another clock', "'Europe/Oslo'", "'Europe/London' as never"),
]; // prettier-ignore

/** Which of them are looked for in the small size. */
export const fewFaults: readonly string[] = ['who is 16 at the start is too young', 'a link holds a day longer'];
