import type { z } from 'zod';
import type { NameLookup } from '../../domain/register/name-lookup';
import type { Trouble } from '../../db/register/troubles';
import type { LookupFigures } from './lookup-queries';
import type { lookupFiguresOut, lookupOut, troubleOut } from './lookup-schemas';

/** A look-up as it is told to the municipality that asks. */
export const presentLookup = (one: NameLookup): z.infer<typeof lookupOut> => ({
  id: one.lookupId,
  state: one.state,
  mismatch: one.mismatch,
  askedAt: one.askedAt,
  attempts: one.attempts,
  lastStatus: one.lastStatus,
  lastAskedAt: one.lastAskedAt,
  nextTryAt: one.nextTryAt,
  answeredAt: one.answeredAt,
});

export const presentTrouble = ({ troubleId, at, municipalityCode, municipality, data }: Trouble): z.infer<typeof troubleOut> => ({
  id: troubleId,
  at,
  municipality: { code: municipalityCode, name: municipality },
  ...presentTroubleData(data),
});

export const presentTroubleData = ({ field, lookup }: Trouble['data']) => ({
  field,
  lookup: lookup && { ...lookup, tries: [...lookup.tries] },
});

export const presentLookupFigures = ({ queue, hours, municipalities }: LookupFigures): z.infer<typeof lookupFiguresOut> => ({
  queue,
  hours: [...hours],
  municipalities: [...municipalities],
});
