import type { Request } from 'express';
import { Refusal } from '../../domain/core/errors';
import type { Person } from '../../db/core/people';
import { hasSession } from './note';

/** Signs somebody in, in a new session: whoever knew the number of the old one learns nothing of the new. */
export async function beginSession(req: Request, who: Person): Promise<void> {
  await newSession(req);
  req.session.personId = who.personId;
  req.session.language = who.language;
}

/** Signs out. Only the language is taken along. */
export async function endSession(req: Request): Promise<void> {
  const language = hasSession(req) ? req.session.language : undefined;
  await newSession(req);
  if (language) req.session.language = language;
}

async function newSession(req: Request): Promise<void> {
  // A program that brings a token has no session to begin.
  if (!hasSession(req)) throw new Refusal('not_permitted');
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
}
