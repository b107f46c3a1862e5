import { Refusal } from '../../domain/core/errors';
import { hasRole } from '../../domain/core/actors';
import { allow, rolePolicy } from '../../domain/core/policies';
import { askForecast, forecasts, type Forecast } from '../../db/core/forecasts';
import { personIdOf, type Context } from './context';

export const seeForecast = rolePolicy('coordinators and the agency', 'not_permitted', (actor) => hasRole(actor, 'coordinator', 'agency'));

/** The forecast that was asked for last, and the last that was lived through. Numbers alone, so nothing is logged. */
export async function forecastView(context: Context): Promise<Readonly<{ newest: Forecast | undefined; done: Forecast | undefined }>> {
  allow(context.actor, seeForecast, undefined);
  return forecasts(context.db);
}

/** Asks for a forecast; a worker lives through it. Refuses with `not_allowed_in_state` while one is under way. */
export async function beginForecast(context: Context, days: number): Promise<Forecast> {
  allow(context.actor, seeForecast, undefined);
  return context.transaction(async (trx) => {
    const asked = await askForecast(trx, days, personIdOf(context));
    if (!asked) throw new Refusal('not_allowed_in_state');
    return asked;
  });
}
