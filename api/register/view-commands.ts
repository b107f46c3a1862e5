import { Refusal } from '../../domain/core/errors';
import { allow } from '../../domain/core/policies';
import type { ParticipationFilter } from '../../domain/register/overview';
import { useRegister } from '../../domain/register/policies';
import { newId } from '../../db/core/ids';
import { putSavedView, removeSavedView, savedViewsOf, type SavedView } from '../../db/register/saved-views';
import { personIdOf, type Context } from '../core/context';

/** The views that the asker has saved. */
export async function savedViews(context: Context): Promise<SavedView[]> {
  allow(context.actor, useRegister, undefined);
  return savedViewsOf(context.db, personIdOf(context));
}

/** Saves a filter under a name, in the place of another of that name. */
export async function saveView(context: Context, wanted: Readonly<{ name: string; filter: ParticipationFilter }>): Promise<SavedView> {
  allow(context.actor, useRegister, undefined);
  return context.transaction((trx) =>
    putSavedView(trx, { viewId: newId(), personId: personIdOf(context), ...wanted, createdAt: context.receivedAt }),
  );
}

/** Takes away a view of one's own. Refuses with `not_found`. */
export async function removeView(context: Context, viewId: string): Promise<void> {
  allow(context.actor, useRegister, undefined);
  const gone = await context.transaction((trx) => removeSavedView(trx, personIdOf(context), viewId));
  if (!gone) throw new Refusal('not_found');
}
