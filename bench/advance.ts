import { setTimeout as pause } from 'node:timers/promises';
import type { Instant } from '../domain/core/calendar';
import { advance, type Advance } from '../db/core/advance';
import type { System } from './system';

/** Lives through rehearsed time by days or to an instant, and waits for its end. @throws Error when a story is stuck */
export async function livedThrough(
  { http, db }: System,
  token: string,
  by: Readonly<{ days: number } | { to: Instant }>,
): Promise<{ advance: Advance; wallMs: number }> {
  const began = performance.now();
  const { id } = await http.send('POST', '/rehearsal/advance', { token, body: by });
  for (;;) {
    const now = await advance(db, id);
    if (now?.state === 'done') return { advance: now, wallMs: performance.now() - began };
    if (now?.state === 'failed') throw new Error(`the rehearsal stands still at ${now.stuck.join(', ')}`);
    await pause(25);
  }
}
