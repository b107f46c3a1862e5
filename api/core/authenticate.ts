import type { Request, RequestHandler } from 'express';
import type { Knex } from 'knex';
import type { Actor } from '../../domain/core/actors';
import { instantOf, type Instant } from '../../domain/core/calendar';
import { Refusal } from '../../domain/core/errors';
import { actorOf, actorOfToken } from '../../db/core/access';
import { rehearsalNow } from '../../db/core/clock';

declare global {
  // oxlint-disable-next-line no-namespace -- the way Express types are extended
  namespace Express {
    interface Request {
      receivedAt: Instant;
      actor: Actor;
    }
  }
}

/** Nobody in particular: may see only what anyone may. */
export const nobody: Actor = { kind: 'system', personId: null, grants: [] };

/** Notes when the headers arrived: before anything else is looked at, and before a body is read. */
export function arrival(db: Knex): RequestHandler {
  return async (req, _res, next) => {
    const arrivedAt = instantOf(Date.now());
    req.receivedAt = (await rehearsalNow(db)) ?? arrivedAt;
    next();
  };
}

/** The token that a request brings. Other kinds of authorization are none of ours; some of them a browser adds by itself. */
function bearerOf(req: Request): string | undefined {
  return /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1];
}

/** Who asks: by API token, or by the session of a browser. */
export function authenticate(db: Knex, sessionHandler: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const bearer = bearerOf(req);
    if (bearer !== undefined) {
      actorOfToken(db, bearer).then((actor) => {
        if (!actor) return next(new Refusal('not_signed_in'));
        req.actor = actor;
        next();
      }, next);
      return;
    }
    void sessionHandler(req, res, (error: unknown) => {
      if (error) return next(error);
      const personId = req.session.personId;
      if (!personId) {
        req.actor = nobody;
        return next();
      }
      actorOf(db, personId).then((actor) => {
        // Erased or gone since: the session ends here.
        req.actor = actor ?? nobody;
        next();
      }, next);
    });
  };
}

/**
 * Forms of other sites may not act with somebody's session: browsers say where a request comes from. Requests with a token are exempt, for no browser adds one
 * by itself.
 */
export function sameSite(publicUrl: string): RequestHandler {
  const origin = new URL(publicUrl).origin;
  return (req, _res, next) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(req.method) || bearerOf(req) !== undefined) return next();
    const site = req.headers['sec-fetch-site'];
    const from = req.headers.origin;
    const own = site
      ? site === 'same-origin' || site === 'none'
      : !from || from === origin || from === `${req.protocol}://${req.headers.host}`;
    next(own ? undefined : new Refusal('not_permitted'));
  };
}
