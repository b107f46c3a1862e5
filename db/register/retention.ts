import type { Knex } from 'knex';
import type { Instant } from '../../domain/core/calendar';
import type { RegisterRules } from '../../domain/register/rules';
import { rows } from '../core/columns';

type RegisterRetention = RegisterRules['retentionDays'];

/** Lets go of what the register kept long enough: who its participants were, and which files were fetched. @returns how many of each */
export async function letGoOfRegister(db: Knex, now: Instant, days: RegisterRetention): Promise<Readonly<Record<string, number>>> {
  const [row] = await rows<{ gone: Record<string, number> }>(
    db.raw('select let_go_of_register(?, ?, ?) as gone', [now, days.participants, days.downloads]),
  );
  return row!.gone;
}

/** When the next of it will have been kept long enough; `null` when nothing is kept. */
export async function nextLetGoOfRegister(db: Knex, days: RegisterRetention): Promise<Instant | null> {
  const [row] = await rows<{ at: Instant | null }>(
    db.raw(
      `select least((select min(over_at) from participant_over) + make_interval(days => ?),
         (select min(created_at) from register_download) + make_interval(days => ?)) as at`,
      [days.participants, days.downloads],
    ),
  );
  return row?.at ?? null;
}
