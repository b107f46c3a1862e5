import type { Request } from 'express';
import type { Person } from '../../db/core/people';

/** Signs somebody in, in a new session: whoever knew the number of the old one learns nothing of the new. */
export async function beginSession(req: Request, who: Person): Promise<void> {
  await newSession(req);
  req.session.personId = who.personId;
  req.session.language = who.language;
}

/** Signs out. Only the language is taken along. */
export async function endSession(req: Request): Promise<void> {
  const { language } = req.session;
  await newSession(req);
  if (language) req.session.language = language;
}

function newSession(req: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    req.session.regenerate((error?: Error) => (error ? reject(error) : resolve()));
  });
}
