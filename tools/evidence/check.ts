/**
 * Checks a file of deadline evidence on its own: no database, and none of the product's own rules, so that a mistake there cannot repeat itself here. It needs
 * the file and the platform's zone data (`Intl`) alone.
 */
export type Finding = Readonly<{ receiptNumber: string; inTime: boolean; byMs: number }>;
/** What was worked out, and where the file says otherwise. */
export type Report = Readonly<{ findings: readonly Finding[]; disagreements: readonly string[] }>;

type Window = Readonly<{ kind?: string; lastDay: string; endsAt: string }>;
type Event = Readonly<{ what: string; effectiveAt: string; data: Readonly<Record<string, unknown>> }>;
type Receipt = Readonly<{
  receiptNumber: string;
  receivedAt: string;
  ruledBy: Window;
  inTime: boolean;
  counts: boolean;
  sha256: string;
}>;
type EvidenceFile = Readonly<{
  format: string;
  zone: string;
  rules: Readonly<{ values: Readonly<{ correctionDays: number }> }>;
  enrolment: Readonly<{ state: string }>;
  round: Readonly<{ deadlineOn: string }>;
  ownDeadlineOn: string | null;
  deadline: Window;
  receipts: readonly Receipt[];
  events: readonly Event[];
  roundEvents: readonly Event[];
}>;

const dayMs = 86_400_000;

/** @throws Error for a file that is no evidence, or lacks a part that the check needs */
export function checkEvidence(content: unknown): Report {
  const file = content as EvidenceFile;
  if (file?.format !== 'frist-evidence/1') throw new Error('This is no file of format frist-evidence/1.');
  if (
    !Array.isArray(file.receipts) ||
    !Array.isArray(file.events) ||
    !Array.isArray(file.roundEvents) ||
    !file.deadline ||
    !file.round ||
    !file.rules
  )
    throw new Error('The file lacks a part that the check needs.');
  const disagreements: string[] = [];
  const disagree = (holds: boolean, what: string): void => void (holds || disagreements.push(what));

  const lastDay = latest([file.round.deadlineOn, ...(file.ownDeadlineOn ? [file.ownDeadlineOn] : [])]);
  disagree(file.deadline.lastDay === lastDay, `the deadline is ${lastDay}, the file says ${file.deadline.lastDay}`);
  checkWindow(file, file.deadline, 'the deadline', disagree);
  const told = latestMove(file.roundEvents);
  disagree(
    !told || told === file.round.deadlineOn,
    `the round's deadline was last moved to ${told}, the file says ${file.round.deadlineOn}`,
  );

  const findings = file.receipts.map((receipt): Finding => {
    const name = `receipt ${receipt.receiptNumber}`;
    const received = instantOf(receipt.receivedAt, name);
    const ruledUntil = windowDay(file, receipt, lastDay);
    disagree(receipt.ruledBy.lastDay === ruledUntil, `${name}: ruled by ${ruledUntil}, the file says ${receipt.ruledBy.lastDay}`);
    checkWindow(file, receipt.ruledBy, name, disagree);
    const end = endOfDay(ruledUntil, file.zone);
    const inTime = received < end;
    disagree(receipt.inTime === inTime, `${name}: ${inTime ? 'in time' : 'late'}, the file says ${receipt.inTime ? 'in time' : 'late'}`);
    const event = file.events.find(({ what, data }) => /^answerReceived(?:Late)?$/.test(what) && data['receipt'] === receipt.receiptNumber);
    disagree(event !== undefined, `${name}: nothing in the timeline tells of it`);
    if (event) {
      disagree(instantOf(event.effectiveAt, name) === received, `${name}: the timeline says it was received at ${event.effectiveAt}`);
      disagree(event.data['sha256'] === receipt.sha256, `${name}: the timeline holds another SHA-256`);
    }
    return { receiptNumber: receipt.receiptNumber, inTime, byMs: end - received };
  });
  checkOutcome(file, findings, disagree);
  return { findings, disagreements };
}

type Disagree = (holds: boolean, what: string) => void;

function checkWindow({ zone }: EvidenceFile, window: Window, name: string, disagree: Disagree): void {
  const end = new Date(endOfDay(window.lastDay, zone)).toISOString();
  disagree(end === window.endsAt, `${name}: ${window.lastDay} ends at ${end}, the file says ${window.endsAt}`);
}

/** Which day rules a receipt: that of the correction window when it answered a return, else the deadline. */
function windowDay(file: EvidenceFile, { receiptNumber }: Receipt, deadline: string): string {
  const at = file.events.findIndex(({ what, data }) => what === 'answerReceived' && data['receipt'] === receiptNumber);
  if (file.events[at]?.data['from'] !== 'returned') return deadline;
  const before = file.events.slice(0, at);
  const returned = before.map(({ what }) => what).lastIndexOf('answerReturned');
  if (returned < 0) return deadline;
  const returnedOn = localDay(instantOf(before[returned]!.effectiveAt, 'the return'), file.zone);
  const moved = before.slice(returned).filter(({ what }) => what === 'deadlineMovedByOutage');
  return latest([addDays(returnedOn, file.rules.values.correctionDays), ...moved.map(({ data }) => String(data['toOn']))]);
}

/** The answer that counts is the last in time; without one nothing can be graded, and with one nobody is late. */
function checkOutcome({ receipts, enrolment }: EvidenceFile, findings: readonly Finding[], disagree: Disagree): void {
  const inTime = receipts
    .filter((_receipt, at) => findings[at]!.inTime)
    .toSorted((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  const [last, counted] = [inTime.at(-1), receipts.filter(({ counts }) => counts)];
  disagree(
    counted.length === (last ? 1 : 0) && (!last || counted[0]!.receivedAt === last.receivedAt),
    `the answer that counts is ${last?.receiptNumber ?? 'none'}, the file says ${counted.map((one) => one.receiptNumber).join(', ') || 'none'}`,
  );
  const needs = ['submitted', 'under_grading', 'returned', 'passed', 'failed'].includes(enrolment.state);
  const excludes = ['late', 'not_delivered'].includes(enrolment.state);
  disagree(!(needs && !last), `the file says ${enrolment.state}, but no answer was in time`);
  disagree(!(excludes && last), `the file says ${enrolment.state}, but ${last?.receiptNumber} was in time`);
}

function latestMove(events: readonly Event[]): string | undefined {
  const moves = events.flatMap(({ what, data }) => {
    const to = what === 'deadlineMoved' ? data['to'] : what === 'deadlineMovedByOutage' ? data['toOn'] : undefined;
    return typeof to === 'string' ? [to] : [];
  });
  return moves.at(-1);
}

const latest = (days: readonly string[]): string => days.reduce((a, b) => (a > b ? a : b));

function instantOf(text: string, what: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`${what}: ${text} is no instant in UTC.`);
  return ms;
}

function addDays(day: string, days: number): string {
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`${day} is no day.`);
  return new Date(ms + days * dayMs).toISOString().slice(0, 10);
}

/** What the clocks of a zone show at an instant, as if it were UTC. */
function wallClock(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).formatToParts(ms); // prettier-ignore
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const shown = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(shown) + (ms % 1_000);
}

const localDay = (ms: number, zone: string): string => new Date(wallClock(ms, zone)).toISOString().slice(0, 10);

/** The first instant after a local day, in milliseconds: found by asking the zone's clocks, not by adding hours. */
export function endOfDay(day: string, zone: string): number {
  const midnight = Date.parse(`${addDays(day, 1)}T00:00:00Z`);
  // The offset before and after a change may differ: the earliest instant that shows midnight or later is the one.
  const offsets = [-dayMs, 0, dayMs].map((shift) => wallClock(midnight + shift, zone) - (midnight + shift));
  const candidates = offsets.map((offset) => midnight - offset).filter((at) => wallClock(at, zone) >= midnight);
  return Math.min(...candidates);
}
