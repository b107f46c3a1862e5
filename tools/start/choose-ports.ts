import { pickPort } from '../engine/ports';

/** What listens somewhere, by name in the state file. */
export const listeners = [
  'web',
  'apiMetrics',
  'workerMetrics',
  'smtp',
  'mailReports',
  'register',
  'temporal',
  'temporalPages',
  'postgres',
] as const;

export type Ports = Readonly<Record<(typeof listeners)[number], number>>;

/**
 * Chooses a port for everything that listens: the remembered one while it is free, else one near it, or any.
 * @param web the wish for the pages: the one asked for (it goes before the remembered one) or the usual one (after it).
 */
export async function choosePorts(
  remembered: Readonly<Record<string, number>>,
  web: Readonly<{ asked: number | undefined; usual: number }>,
): Promise<Ports> {
  const chosen: Record<string, number> = {};
  const taken = new Set<number>();
  for (const name of listeners) {
    const wanted = name === 'web' ? [web.asked, remembered[name], web.usual] : [remembered[name]];
    chosen[name] = await pickPort(wanted, taken);
    taken.add(chosen[name]);
  }
  return chosen as Ports;
}
