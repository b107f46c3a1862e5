import { z } from 'zod';
import { localDay, type Instant, type PlainDate, type Zone } from './calendar';

/**
 * One rule value of `domain.md` section 8: data with a validity date, never a constant in code. Running cases keep the version they started with,
 * unless the rule is `moving` (marked * there): then the newest version holds for them too.
 */
export type RuleDefinition<T = unknown> = Readonly<{ key: string; schema: z.ZodType<T>; initial: T; moving: boolean }>;

export function rule<T>(key: string, schema: z.ZodType<T>, initial: T, more: { moving?: boolean } = {}): RuleDefinition<T> {
  return { key, schema, initial, moving: more.moving ?? false };
}

/**
 * One value that was set: from a day on, by a version of the rule book (each setting is one version more). `moves`: running cases are moved to it on that day,
 * to this value alone; else they keep what they began with (`domain.md` 8).
 */
export type RuleSetting = Readonly<{ key: string; value: unknown; validFrom: PlainDate; version: number; setAt: Instant; moves: boolean }>;

/** Everything ever set, oldest version first. Version 0 is the book with nothing set. */
export type RuleBook = Readonly<{ version: number; settings: readonly RuleSetting[] }>;

/** The value of a rule for a case: of the settings that hold for it the one valid from latest, of equals the newest. */
export function ruleValue<T>(book: RuleBook, definition: RuleDefinition<T>, ruled: Ruled): T {
  const setting = settingFor(book, definition, ruled);
  return setting ? definition.schema.parse(setting.value) : definition.initial;
}

/** The day from which a case is ruled by a value that it did not begin with; `null` when it began with it. What the new value asks for is owed from then on. */
export function movedOn(book: RuleBook, definition: RuleDefinition<never>, ruled: Ruled): PlainDate | null {
  const setting = settingFor(book, definition, ruled);
  return setting && !beganWith(setting, ruled) ? setting.validFrom : null;
}

/** The version of the rule book at an instant: what was set later is not known yet to a case that begins there. */
export function versionAt(book: RuleBook, at: Instant): number {
  return book.settings.reduce((version, setting) => (setting.setAt <= at ? Math.max(version, setting.version) : version), 0);
}

/** The rule book as it was for cases before a setting took hold: without it, and without those of its rule that take its place. */
export function bookBefore(book: RuleBook, one: Pick<RuleSetting, 'key' | 'validFrom' | 'version'>): RuleBook {
  const precedes = (other: RuleSetting): boolean =>
    other.validFrom < one.validFrom || (other.validFrom === one.validFrom && other.version < one.version);
  return { ...book, settings: book.settings.filter((other) => other.key !== one.key || precedes(other)) };
}

function settingFor<T>(book: RuleBook, definition: RuleDefinition<T>, ruled: Ruled): RuleSetting | undefined {
  let best: RuleSetting | undefined;
  for (const setting of book.settings) {
    if (setting.key !== definition.key || !holdsFor(setting, definition.moving, ruled)) continue;
    if (!best || setting.validFrom >= best.validFrom) best = setting;
  }
  return best;
}

/** A moving rule holds for every case from its day on. Any other setting holds for who began with it; one that moves, also for who has not ended by then. */
function holdsFor(setting: RuleSetting, moving: boolean, ruled: Ruled): boolean {
  if (moving) return setting.validFrom <= ruled.today;
  if (beganWith(setting, ruled)) return true;
  if (!setting.moves || setting.validFrom > ruled.today) return false;
  // What was decided stays as it was decided.
  return !ruled.endedAt || (setting.setAt <= ruled.endedAt && setting.validFrom <= localDay(ruled.endedAt, zone));
}

/** Whether a case began with a setting: its version knew it, and it was valid on that day. */
function beganWith({ version, validFrom }: RuleSetting, ruled: Ruled): boolean {
  return version <= ruled.version && validFrom <= ruled.on;
}

/** The values of a rule through time: the first from ever, each later one from its day on. */
export type RuleCourse<T> = readonly [Readonly<{ value: T }>, ...Readonly<{ from: PlainDate; value: T }>[]];

/**
 * Every value that a rule has had and, as far as it is known, will have. For a moving rule whose change must not reach back: what ended under the old value
 * stays ended, and what a coming value will change is known before its day.
 */
export function ruleCourse<T>(book: RuleBook, definition: RuleDefinition<T>): RuleCourse<T> {
  const mine = book.settings
    .filter(({ key }) => key === definition.key)
    .sort((a, b) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : a.version - b.version));
  // Of two from one day the newer takes the place of the older, unless that day had come by then: the older one has held for a while.
  const held = mine.filter(
    ({ validFrom }, at) => !mine.slice(at + 1).some((newer) => newer.validFrom === validFrom && localDay(newer.setAt, zone) < validFrom),
  );
  return [
    { value: definition.initial },
    ...held.map(({ validFrom, value }) => ({ from: validFrom, value: definition.schema.parse(value) })),
  ];
}

/** What a course was known to be, from the day on which somebody set it; the first from ever. */
export type RuleCourses<T> = readonly Readonly<{ setOn: PlainDate | null; course: RuleCourse<T> }>[];

/** Every course that a rule was known to have, oldest first: so that it can be told on which day a date was moved by the rule, whenever it is asked. */
export function ruleCourses<T>(book: RuleBook, definition: RuleDefinition<T>): RuleCourses<T> {
  const mine = book.settings.filter(({ key }) => key === definition.key).sort((a, b) => a.version - b.version);
  return [
    { setOn: null, course: [{ value: definition.initial }] },
    ...mine.map(({ setAt }, at) => ({
      setOn: localDay(setAt, zone),
      course: ruleCourse({ ...book, settings: mine.slice(0, at + 1) }, definition),
    })),
  ];
}

/** Rules are set, and begin to hold, by Danish days. */
const zone: Zone = 'Europe/Copenhagen';

/** By which rules a case is ruled: the version and day it began with, the day on which we ask, and when the case ended if it has. */
export type Ruled = Readonly<{ version: number; on: PlainDate; today: PlainDate; endedAt?: Instant | null }>;

const hour = z.number().int().min(0).max(24);

/** Rules that all systems share. */
export const sharedRules = {
  messageHours: rule(
    'shared.messageHours',
    z.strictObject({ opens: hour, closes: hour }).refine(({ opens, closes }) => opens < closes),
    { opens: 9, closes: 22 },
  ),
  siteNotice: rule(
    'shared.siteNotice',
    z.strictObject({ da: z.string().max(500), nb: z.string().max(500), en: z.string().max(500) }),
    { da: '', nb: '', en: '' },
    { moving: true },
  ),
  retentionDays: rule(
    'shared.retentionDays',
    z.strictObject({
      lookups: z.number().int().min(1),
      letters: z.number().int().min(1),
      sessions: z.number().int().min(1),
      imports: z.number().int().min(1),
    }),
    { lookups: 1_826, letters: 1_826, sessions: 30, imports: 2 },
    { moving: true },
  ),
} as const;
