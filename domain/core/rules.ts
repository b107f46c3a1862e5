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

/** One value that was set: from a day on, by a version of the rule book (each setting is one version more). */
export type RuleSetting = Readonly<{ key: string; value: unknown; validFrom: PlainDate; version: number; setAt: Instant }>;

/** Everything ever set, oldest version first. Version 0 is the book with nothing set. */
export type RuleBook = Readonly<{ version: number; settings: readonly RuleSetting[] }>;

/**
 * The value of a rule for a case that was ruled from `ruledOn` by version `version` of the book: of the settings known to that version and valid on that day
 * the one valid from latest, of equals the newest. A moving rule looks at the newest version and at `today` instead.
 */
export function ruleValue<T>(book: RuleBook, definition: RuleDefinition<T>, ruled: Ruled): T {
  const { version, on } = definition.moving ? { version: book.version, on: ruled.today } : { version: ruled.version, on: ruled.on };
  let best: RuleSetting | undefined;
  for (const setting of book.settings) {
    if (setting.key !== definition.key || setting.version > version || setting.validFrom > on) continue;
    if (!best || setting.validFrom >= best.validFrom) best = setting;
  }
  return best ? definition.schema.parse(best.value) : definition.initial;
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

/** By which rules a case is ruled: the version and day it began with, and the day on which we ask. */
export type Ruled = Readonly<{ version: number; on: PlainDate; today: PlainDate }>;

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
