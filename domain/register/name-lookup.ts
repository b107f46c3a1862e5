import { agendaOf, type Agenda, type Entry, type Settled } from '../core/agenda';
import { latest, plusMinutes, plusMs, type Instant, type PlainDate } from '../core/calendar';
import type { Sex } from '../core/norwegian-id';
import type { RegisterRules } from './rules';

/** How far the question for a name has come (`domain.md` 6.4). `cancelled`: the number was changed, or the name asked for anew. */
export const lookupStates = ['pending', 'delayed', 'found', 'not_found', 'mismatch', 'failed', 'cancelled'] as const;
export type LookupState = (typeof lookupStates)[number];

export const mismatches = ['man', 'dead', 'ceased'] as const;
/** What the register said that does not fit: such a name blocks discharge and report, not registering. */
export type Mismatch = (typeof mismatches)[number];

/** One question to the population register about one number of one participant. */
export type NameLookup = Readonly<{
  lookupId: string;
  participationId: string;
  personId: string;
  /** The municipality that asks. */
  organisationId: string;
  /** The stored number it asks about: an answer about any other is thrown away. */
  nationalIdId: string;
  state: LookupState;
  mismatch: Mismatch | null;
  askedAt: Instant;
  attempts: number;
  /** The status that the register answered last; `null` when it did not answer. */
  lastStatus: number | null;
  lastAskedAt: Instant | null;
  nextTryAt: Instant | null;
  answeredAt: Instant | null;
  rulesVersion: number;
  rulesOn: PlainDate;
  version: number;
}>;

/** States in which nobody asks any more. */
export const settledLookups: ReadonlySet<LookupState> = new Set(['found', 'not_found', 'mismatch', 'failed', 'cancelled']);

/** What the population register answered, reduced to what decides (`domain.md` 6.4). */
export type RegisterAnswer =
  | Readonly<{
      kind: 'person';
      status: number;
      name: string | null;
      sex: Sex | null;
      /** When it says that she was born; used only where the number tells nothing (`domain.md` 1.2). */
      bornOn: PlainDate | null;
      standing: 'living' | 'dead' | 'ceased';
    }>
  | Readonly<{ kind: 'unknown'; status: number }>
  /** Too busy, out of order, or silent (`status` is `null`): asked again, not before `retryAfterMs` when it said so. */
  | Readonly<{ kind: 'later'; status: number | null; retryAfterMs: number | null }>
  /** It will not answer this question, however often it is asked: something of ours is wrong. */
  | Readonly<{ kind: 'refused'; status: number }>;

export type LookupStep = 'askRegister' | 'showDelay' | 'giveUp';
export type LookupRules = Pick<RegisterRules, 'lookupDelayedMinutes' | 'lookupLongestWaitMinutes' | 'lookupDays'>;

/**
 * What the look-up will do by itself: ask, say after two minutes that it takes longer, give up after 14 days (`domain.md` 6.4). Every try that falls within its
 * days is made before it gives up, also when the worker was away for all of them.
 */
export function lookupAgenda(lookup: NameLookup, settled: Settled, rules: LookupRules): Agenda<LookupStep> {
  if (settledLookups.has(lookup.state)) return [];
  const at = (step: LookupStep, occasion: string, instant: Instant): Entry<LookupStep> => ({
    step,
    occasion,
    effectiveAt: instant,
    dueAt: instant,
    because: `register.because.${step}`,
    movedBy: ['register.movedBy.number', 'register.movedBy.askedAnew'],
  });
  const [nextTryAt, endsAt] = [lookup.nextTryAt ?? lookup.askedAt, plusMinutes(lookup.askedAt, rules.lookupDays * 24 * 60)];
  return agendaOf(
    [
      // Each try is an occasion of its own, so that a repeated step finds it done.
      nextTryAt < endsAt ? at('askRegister', `ask-${lookup.attempts + 1}`, nextTryAt) : at('giveUp', 'given-up', endsAt),
      ...(lookup.state === 'pending' ? [at('showDelay', 'delayed', plusMinutes(lookup.askedAt, rules.lookupDelayedMinutes))] : []),
    ],
    settled,
  );
}

/** What an answer makes of a look-up. A name is never part of it: it belongs to the person. */
export function answered(lookup: NameLookup, answer: RegisterAnswer, at: Instant, rules: LookupRules): NameLookup {
  const tried = { ...lookup, attempts: lookup.attempts + 1, lastStatus: answer.status, lastAskedAt: at };
  const settledAs = (state: LookupState, mismatch: Mismatch | null = null): NameLookup => ({
    ...tried,
    state,
    mismatch,
    nextTryAt: null,
    answeredAt: at,
  });
  switch (answer.kind) {
    case 'person': {
      const mismatch = mismatchOf(answer);
      return settledAs(mismatch ? 'mismatch' : 'found', mismatch);
    }
    case 'unknown':
      return settledAs('not_found');
    case 'refused':
      return settledAs('failed');
    case 'later': {
      const ownWait = plusMs(at, waitMs(lookup.lookupId, tried.attempts, rules.lookupLongestWaitMinutes));
      return { ...tried, state: 'delayed', nextTryAt: latest(ownWait, plusMs(at, answer.retryAfterMs ?? 0)) };
    }
  }
}

/** What does not fit a living woman with this number; `null` when all does. A number that ceased says nothing more of anybody. */
export function mismatchOf(answer: Extract<RegisterAnswer, { kind: 'person' }>): Mismatch | null {
  if (answer.standing !== 'living') return answer.standing;
  return answer.sex === 'man' ? 'man' : null;
}

/** Over two minutes: the spinner stops, the asking does not. */
export function showDelay(lookup: NameLookup): NameLookup {
  return { ...lookup, state: 'delayed' };
}

/** 14 days without an answer: from here on somebody must look. */
export function giveUp(lookup: NameLookup, at: Instant): NameLookup {
  return { ...lookup, state: 'failed', nextTryAt: null, answeredAt: at };
}

/** The number was changed, or the name asked for anew: whatever is answered now is thrown away. */
export function cancelLookup(lookup: NameLookup, at: Instant): NameLookup {
  return settledLookups.has(lookup.state) ? lookup : { ...lookup, state: 'cancelled', nextTryAt: null, answeredAt: at };
}

const firstWaitMs = 5_000;

/**
 * How long to wait after the n-th try, in milliseconds: doubled each time up to the longest wait, and up to a fifth less, so that look-ups which began
 * together do not ask together for ever. The same for the same look-up and try, whoever computes it.
 */
export function waitMs(lookupId: string, attempts: number, longestMinutes: number): number {
  const full = Math.min(longestMinutes * 60_000, firstWaitMs * 2 ** Math.min(attempts - 1, 30));
  return Math.round(full * (1 - hashed(`${lookupId} ${attempts}`) / 5));
}

/** A number from 0 up to 1 that a text always gives (FNV-1a). */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash / 2 ** 32;
}
