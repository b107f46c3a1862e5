import type { Request, Response } from 'express';
import { hasSession } from './note';

/**
 * Leads on to a page, once the session is stored: a browser follows as soon as it sees the head of the answer, and would else be there before what was just
 * noted in the session (who is signed in, what was done).
 */
export async function redirect(req: Request, res: Response, path: string): Promise<void> {
  const holds = hasSession(req) && (req.session.personId ?? req.session.flash ?? req.session.language) !== undefined;
  if (holds)
    await new Promise<void>((resolve, reject) => {
      req.session.save((error?: Error) => (error ? reject(error) : resolve()));
    });
  res.redirect(303, path);
}
