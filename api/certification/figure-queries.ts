import { allow } from '../../domain/core/policies';
import { seeBoard } from '../../domain/certification/policies';
import { roundFigures, type RoundFigures } from '../../db/certification/figures';
import type { Context } from '../core/context';

/** The rounds beside each other. Numbers only, so nothing is logged. */
export async function figures(context: Context): Promise<RoundFigures[]> {
  allow(context.actor, seeBoard, undefined);
  return roundFigures(context.db);
}
