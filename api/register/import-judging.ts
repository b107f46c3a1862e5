import type { Knex } from 'knex';
import { localDay } from '../../domain/core/calendar';
import { Refusal, type ErrorCode } from '../../domain/core/errors';
import { checkWoman, type NorwegianId } from '../../domain/core/norwegian-id';
import type { ImportLine } from '../../domain/register/register-import';
import type { RegisterRules } from '../../domain/register/rules';
import { isTooYoung } from '../../domain/register/age';
import { readNew, save, type Around } from '../../domain/register/saving';
import { zone } from '../../domain/register/zone';
import type { Organisation } from '../../db/core/access';
import { activeAmong } from '../../db/register/imports';
import { rulesNow } from '../../db/register/participations';
import { projectsOf } from '../../db/register/projects';
import type { Context } from '../core/context';
import { newParticipation } from './participation-making';
import { readNumber } from './participation-parts';

/** What keeps a line out: an error code, or that another line of the file has its number. */
export type LineFault = ErrorCode | 'duplicate_in_file';
/** What would become of one line: `ok`, or the first thing that keeps it out, with all that is wrong by field. */
export type LineVerdict = Readonly<{ verdict: 'ok' | LineFault; fields: Readonly<Record<string, LineFault>> }>;

type Judging = Readonly<{
  context: Context;
  municipality: Organisation;
  rules: RegisterRules;
  active: ReadonlySet<string>;
  around: Omit<Around, 'bornOn'>;
}>;

/**
 * Judges the lines of a file as registering them would, in the same order: the number, not already active, age, the fields (`domain.md` 6.4). Of other
 * municipalities nothing is told but that somebody is active.
 */
export async function judgeLines(
  context: Context,
  db: Knex,
  municipality: Organisation,
  lines: readonly ImportLine[],
): Promise<LineVerdict[]> {
  const rules = await rulesNow(db, context.receivedAt);
  const judging: Judging = {
    context,
    municipality,
    rules,
    active: await activeAmong(
      db,
      lines.map(({ number }) => number),
    ),
    around: {
      today: localDay(context.receivedAt, zone),
      rules,
      entries: [],
      projects: await projectsOf(db, [municipality.organisationId]),
      oldEndOn: null,
      returnStartOn: null,
    },
  };
  const seen = new Set<string>();
  return lines.map((line) => {
    const again = line.number !== '' && seen.has(line.number);
    seen.add(line.number);
    const fields = faultsOf(line, again, judging);
    return { verdict: Object.values(fields)[0] ?? 'ok', fields };
  });
}

function faultsOf(line: ImportLine, again: boolean, { context, municipality, rules, active, around }: Judging): Record<string, LineFault> {
  const number = numberOf(line, context, rules);
  const own = [municipality.code, municipality.name.toLowerCase(), ''].includes(line.municipality.toLowerCase());
  const { startOn = '', financing = '', ...others } = line.sent;
  const bornOn = 'bornOn' in number ? number.bornOn : null;
  const { changes, notSaved } = readNew({ startOn, financing }, { ...around, bornOn });
  const faults: Record<string, LineFault> = {
    ...('fault' in number ? { nationalId: number.fault } : {}),
    ...(again ? { nationalId: 'duplicate_in_file' as const } : {}),
    ...(own ? {} : { municipality: 'not_found' as const }),
    ...(!('fault' in number) && active.has(line.number) ? { nationalId: 'already_active' as const } : {}),
    ...notSaved,
  };
  if (changes.startOn === undefined || changes.financing === undefined) return faults;
  if (isTooYoung(bornOn, changes.startOn, rules)) return { nationalId: 'age_under_16', ...faults };
  const begun = {
    personId: '',
    organisationId: municipality.organisationId,
    startOn: changes.startOn,
    financing: changes.financing,
    returnOf: null,
  };
  const one = newParticipation(begun, { bornOn }, rules, context);
  return { ...faults, ...save(one, one.version, others, { ...around, bornOn }).notSaved };
}

/** A number that may be registered, or what is wrong with it. */
function numberOf({ number }: ImportLine, context: Context, rules: RegisterRules): NorwegianId | Readonly<{ fault: ErrorCode }> {
  if (number === '') return { fault: 'fields_missing' };
  try {
    const read = readNumber(number, context.receivedAt, rules);
    checkWoman(read, localDay(context.receivedAt, zone));
    return read;
  } catch (error) {
    if (error instanceof Refusal) return { fault: error.code };
    throw error;
  }
}
