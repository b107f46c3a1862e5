import type { PlainDate } from '../../domain/core/calendar';

/** Where it is shown what a value of a rule would change; with an ending, as a file. */
export function whatIfHref(key: string, value: unknown, validFrom: PlainDate, ending: '' | '.csv' = ''): string {
  const query = new URLSearchParams({ value: JSON.stringify(value), validFrom });
  return `/rules/${key}/what-if${ending}?${query.toString()}`;
}
