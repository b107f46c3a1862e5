import type { RequestHandler } from 'express';
import { isLanguage } from '../../letters/core/catalogue';
import { localPath } from './local-path';
import { hasSession } from './note';
import { redirect } from './redirect';

/** `?lang=` on any page: the reader keeps the language from here on, and comes back to the same address without it. */
export const languageChoice: RequestHandler = async (req, res, next) => {
  const { lang } = req.query;
  if (req.method !== 'GET' || lang === undefined) return next();
  const [path = '/', query] = req.originalUrl.split('?');
  const left = new URLSearchParams(query);
  left.delete('lang');
  if (isLanguage(lang) && hasSession(req)) req.session.language = lang;
  await redirect(req, res, localPath(left.size > 0 ? `${path}?${left.toString()}` : path));
};
