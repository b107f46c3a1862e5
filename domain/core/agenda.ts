import type { Instant } from './calendar';

/**
 * One thing that a story owes at an instant. `occasion` names the instance of the fact (`deadline-3d:2026-05-15`), so that a moved date is owed anew.
 * `effectiveAt` is what is stored and shown; `dueAt` (a grace added) is only when the story acts (`design.md` 4).
 */
export type Due<S extends string = string> = Readonly<{
  step: S;
  occasion: string;
  effectiveAt: Instant;
  dueAt: Instant;
  passOver?: boolean;
}>;

/** A due together with why it is there and which events would move it, as keys of the message catalogue. */
export type Entry<S extends string = string> = Due<S> & Readonly<{ because: string; movedBy: readonly string[] }>;

/** What will happen to a case, and when, if nobody acts; earliest first. */
export type Agenda<S extends string = string> = readonly Entry<S>[];

/** The occasions of a case that are done or passed over. */
export type Settled = ReadonlySet<string>;

export const nothingSettled: Settled = new Set();

/** Sorts the entries and drops the settled ones. An entry stays, also when its instant has passed, until it is settled. */
export function agendaOf<S extends string>(entries: readonly Entry<S>[], settled: Settled): Agenda<S> {
  return entries
    .filter((entry) => !settled.has(entry.occasion))
    .sort((a, b) => compare(a.dueAt, b.dueAt) || compare(a.effectiveAt, b.effectiveAt) || compare(a.occasion, b.occasion));
}

/** The instant at which the story must look again; `null` when it owes nothing. */
export function nextDueAt(agenda: Agenda): Instant | null {
  return agenda[0]?.dueAt ?? null;
}

/** Steps that only tell somebody something: of several due together only the latest is told (`domain.md` 1.3). */
export type Reminding<S extends string> = ReadonlySet<S>;

/** The entries due at `now`. Of one reminding step due several times, all but the latest are to be passed over. */
export function dueAt<S extends string>(agenda: Agenda<S>, now: Instant, reminding: Reminding<S>): readonly Due<S>[] {
  const due = agenda.filter((entry) => entry.dueAt <= now);
  return due.map((entry, at) => {
    const { step, occasion, effectiveAt, dueAt: dueAtInstant } = entry;
    const passOver = reminding.has(step) && due.slice(at + 1).some((later) => later.step === step);
    return { step, occasion, effectiveAt, dueAt: dueAtInstant, ...(passOver ? { passOver } : {}) };
  });
}

/** What a story reads: what is due, when to look again, and whether the case is over. `now` is the rehearsal's instant, else the story's own. */
export type Next<S extends string = string> = Readonly<{ now: Instant; due: readonly Due<S>[]; lookAt: Instant | null; over: boolean }>;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
