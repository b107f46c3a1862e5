import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Language } from '../../letters/core/catalogue';

declare module 'express-session' {
  interface SessionData {
    personId: string;
    language: Language;
    /** The words last searched people by: here, so that they stand in no address and no log of addresses. */
    peopleSearch: string;
    /** As `peopleSearch`, for the consultants of a region. */
    consultantSearch: string;
    /** As `peopleSearch`, for the participants of a municipality. */
    registerSearch: string;
    /** What a form could not be carried out with, shown once on the page it leads back to. */
    flash: { kind: 'done' | 'refused'; key: string; values?: Record<string, string | number> };
  }
}

/** How long somebody who does nothing stays signed in, in milliseconds: a working day. */
const idleMs = 8 * 3_600_000;

/** Sessions of browsers, kept in PostgreSQL so that they can be ended at once. */
export function sessions(pool: Pool, secret: string, https: boolean): RequestHandler {
  const Store = connectPgSimple(session);
  const store = new Store({
    pool,
    tableName: 'session',
    createTableIfMissing: false,
    pruneSessionInterval: false,
    errorLog: () => undefined,
  });
  // A page that fetches itself again is not somebody who does something: left open, it must not keep them signed in.
  const byThemselves = new WeakSet<object>();
  const touch = store.touch.bind(store);
  store.touch = (id, data, done) => (byThemselves.has(data) ? done?.() : touch(id, data, done));
  const handler = session({
    name: https ? '__Host-frist' : 'frist',
    secret,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, secure: https, sameSite: 'lax', path: '/', maxAge: idleMs },
    store,
  });
  return (req, res, next) => {
    void handler(req, res, (error?: unknown) => {
      if (!error && req.headers['hx-request'] === 'true') byThemselves.add(req.session);
      next(error);
    });
  };
}
