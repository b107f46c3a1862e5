import type { Request } from 'express';
import type { MessageKey } from '../../letters/core/catalogue';
import type { PageRequest } from './page-router';

/** What was just done, said once on the page that is shown next. */
export type Note = Readonly<{ key: MessageKey; values?: Readonly<Record<string, string | number>> }>;

/** Leaves a note for the page that follows a form. */
export function leaveNote({ req }: PageRequest, key: MessageKey, values: Record<string, string | number> = {}): void {
  if (hasSession(req)) req.session.flash = { kind: 'done', key, values };
}

/** The note that waits to be shown; a live region that fetches the page again does not use it up. */
export function noteOf({ req, poll }: PageRequest): Note | undefined {
  const flash = hasSession(req) && !poll ? req.session.flash : undefined;
  return flash && { key: flash.key as MessageKey, ...(flash.values ? { values: flash.values } : {}) };
}

/** Forgets a note: it was shown, or what it tells of did not come about. */
export function forgetNote(req: Request): void {
  if (hasSession(req) && req.session.flash) delete req.session.flash;
}

/** Whoever comes with a token has no session. */
export function hasSession(req: Request): boolean {
  return (req as Partial<Request>).session !== undefined;
}
