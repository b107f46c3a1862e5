import { randomUUID } from 'node:crypto';
import { Router, urlencoded, type Request, type Response } from 'express';
import type { VNode } from 'preact';
import { z, ZodError } from 'zod';
import { Refusal } from '../../domain/core/errors';
import type { PageParts } from '../../api/core/app';
import { bodyPrint, fileBytes } from '../../api/core/body';
import type { Context } from '../../api/core/context';
import { contextOf, keyed } from '../../api/core/keyed';
import { languageOf } from '../../api/core/language';
import { closeUploads, uploadReader, uploadsOf, type UploadedFile } from '../../api/core/uploads';
import { fieldsOf, problemOf, refusalOf } from '../../api/core/problem';
import { sendBytes, type Bytes } from '../../api/core/route';
import type { AssetName } from './assets';
import type { LeftMenuView } from './components';
import { frame } from './frame';
import { localeOf, type Locale } from './locale';
import { forgetNote } from './note';
import { redirect } from './redirect';
import { renderPage } from './render';

/** What a page shows; the frame around it is made for every page alike. */
export type View = Readonly<{
  title: string;
  body: VNode;
  leftMenu?: LeftMenuView;
  /** Topics of its live regions, from `caseTopic`. */
  live?: readonly string[];
  /** Scripts that this page needs beside those of every page. */
  scripts?: readonly AssetName[];
  /** Where it is not 200: what was asked for is not there, but the page says so itself. */
  status?: number;
}>;

/** What a page knows of its request. `poll` is true when a live region fetches the page again: then nothing is logged as a look-up. */
export type PageRequest = Readonly<{
  context: Context;
  locale: Locale;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  path: string;
  poll: boolean;
  parts: PageParts;
  req: Request;
}>;

/** What was typed into a form; `values` are shown again when it is refused. */
export type Form = Readonly<{ values: Readonly<Record<string, string>>; files: readonly UploadedFile[] }>;

/** A form that was refused: shown again with what was typed. */
export type Refused = Readonly<{ refusal: Refusal; form: Form }>;

/** What a script of a page is answered. */
export type Data = Readonly<{ status: number; body: Readonly<Record<string, unknown>> }>;

export type Show = (page: PageRequest, refused?: Refused) => Promise<View>;
/** Carries a form out in one transaction. @returns the path to go on to */
export type Act = (page: PageRequest, form: Form) => Promise<string>;

/** One page that can be shown, for menus and for the test that visits them all. */
export type PageInfo = Readonly<{ path: string; open: boolean }>;

const readForm = urlencoded({ extended: false, limit: '1mb', parameterLimit: 200 });
const readFiles = uploadReader({ fileSize: fileBytes, files: 10, fields: 50 });

/**
 * The router of the pages. A page is shown by `get`; a form is carried out by `post`: once per `_key`, in one transaction, and followed by a redirect, so that
 * going back or reloading does nothing twice. A refused form is shown again, with everything that was typed.
 */
export class PageRouter {
  readonly router = Router();
  readonly pages: PageInfo[] = [];
  readonly #forms: string[] = [];

  constructor(readonly parts: PageParts) {
    // What is no id is nobody's case: not found, before any query is asked.
    this.router.param('id', (_req, _res, next, id: string) => next(z.uuid().safeParse(id).success ? undefined : new Refusal('not_found')));
  }

  /** @param who `anyone`, or `signed-in`: others are asked to sign in and come back */
  get(path: string, who: 'anyone' | 'signed-in', show: Show): void {
    this.pages.push({ path, open: who === 'anyone' });
    this.router.get(path, async (req, res) => {
      if (who === 'signed-in' && req.actor.kind !== 'person')
        return res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
      const page = this.pageOf(req);
      const view = await show(page);
      await this.send(res, page, view, view.status ?? 200);
    });
  }

  /** A file to save. */
  download(path: string, who: 'anyone' | 'signed-in', give: (page: PageRequest) => Promise<Bytes>): void {
    this.router.get(path, async (req, res) => {
      if (who === 'signed-in' && req.actor.kind !== 'person')
        return res.redirect(303, `/sign-in?next=${encodeURIComponent(req.originalUrl)}`);
      const bytes = await give(this.pageOf(req));
      res.setHeader('Cache-Control', 'private, no-store');
      sendBytes(res, bytes);
    });
  }

  /** @param again the page that holds the form, shown when it is refused; without it the refusal has a page of its own */
  post(path: string, who: 'anyone' | 'signed-in', act: Act, again?: Show): void {
    this.#form(path, who, again, async (page, form, key, res) => redirect(page.req, res, await this.#once(page, form, key, act)));
  }

  /** A form whose answer is shown at once and never again, so that it stands in no address and no session: a new secret. */
  postShown(
    path: string,
    who: 'anyone' | 'signed-in',
    act: Act,
    show: (page: PageRequest, answer: string) => Promise<View>,
    again?: Show,
  ): void {
    this.#form(path, who, again, async (page, form, key, res) => {
      const answer = await this.#once(page, form, key, act);
      await this.send(res, page, await show(page, answer), 200);
    });
  }

  /** A form about what no transaction holds (the session, the rehearsal's clock): its commands open their own. */
  postApart(path: string, who: 'anyone' | 'signed-in', act: Act, again?: Show): void {
    this.#form(path, who, again, async (page, form, _key, res) => redirect(page.req, res, await act(page, form)));
  }

  /**
   * What a script of a page sends by itself: answered with data in the reader's language, never with a page. Its commands open their own transactions.
   * A refusal is answered as the API does; what is no refusal is the error handler's.
   */
  data(path: string, answer: (page: PageRequest, form: Form) => Promise<Data>): void {
    this.#forms.push(path);
    this.router.post(path, readForm, async (req, res) => {
      res.setHeader('Cache-Control', 'no-store');
      try {
        if (req.actor.kind !== 'person') throw new Refusal('not_signed_in');
        const { status, body } = await answer(this.pageOf(req), { values: onlyTexts(req.body), files: [] });
        res.status(status).json(body);
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal.status >= 500) throw error;
        res.status(refusal.status).json(problemOf(refusal, languageOf(req), randomUUID()));
      }
    });
  }

  #form(
    path: string,
    who: 'anyone' | 'signed-in',
    again: Show | undefined,
    carryOut: (page: PageRequest, form: Form, key: string | undefined, res: Response) => Promise<void>,
  ): void {
    this.#forms.push(path);
    this.router.post(path, readForm, async (req, res) => {
      if (who === 'signed-in' && req.actor.kind !== 'person') return res.redirect(303, '/sign-in');
      // Nobody in particular has files to send: none of the open forms asks for any.
      if (who === 'anyone' && req.is('multipart/form-data')) throw new Refusal('unsupported_content_type');
      const unread = await readUploads(req, res);
      const { _key: key, ...values } = onlyTexts(req.body);
      const form: Form = { values, files: uploadsOf(req).filter((file) => file.size > 0) };
      try {
        if (unread) throw unread;
        await carryOut(this.pageOf(req), form, key, res);
      } catch (error) {
        forgetNote(req);
        const refusal = refusalOf(error);
        if (!again || refusal.status >= 500 || refusal.status === 404 || refusal.status === 401) throw error;
        const page = this.pageOf(req);
        await this.send(res, page, await again(page, { refusal, form }), refusal.status, refusal);
      } finally {
        await closeUploads(req);
      }
    });
  }

  /** Carries a form out in one transaction, once per key. */
  async #once(page: PageRequest, form: Form, key: string | undefined, act: Act): Promise<string> {
    const { db, log } = this.parts;
    const answer = await keyed(page.req, db, log, key, bodyPrint(page.req), async (context) => ({
      status: 303,
      body: await act({ ...page, context }, form),
    }));
    return String(answer.body);
  }

  /**
   * The address of a form is no page. Whoever comes to it with a link (another language after a refusal, a reload by address) is led to the page above it.
   * Call it when every page is there.
   */
  leadBack(): void {
    for (const form of this.#forms) {
      if (this.pages.some((page) => page.path === form)) continue;
      const above = form.split('/').map((_, cut, parts) => parts.slice(0, parts.length - cut).join('/') || '/');
      const page = above.find((path) => this.pages.some((one) => one.path === path)) ?? '/';
      const depth = page.split('/').length;
      this.router.get(form, (req, res) => res.redirect(303, page === '/' ? '/' : req.path.split('/').slice(0, depth).join('/')));
    }
  }

  pageOf(req: Request): PageRequest {
    return {
      context: contextOf(req, this.parts.db, this.parts.log),
      locale: localeOf(languageOf(req)),
      params: req.params as Record<string, string>,
      query: onlyTexts(req.query),
      path: req.originalUrl,
      poll: req.get('hx-request') === 'true',
      parts: this.parts,
      req,
    };
  }

  async send(res: Response, page: PageRequest, view: View, status: number, refusal?: Refusal): Promise<void> {
    res.setHeader('Cache-Control', 'no-store');
    // Not `send`: it would make out a tag of the whole text, which nobody ever asks for again.
    res
      .status(status)
      .type('html')
      .end(renderPage(await frame(page, view, refusal)));
  }
}

/** Reads the files of a form. @returns what is wrong with them; then what was typed before them is there all the same */
function readUploads(req: Request, res: Response): Promise<Error | undefined> {
  return new Promise((resolve) => readFiles(req, res, (error?: unknown) => resolve(error as Error | undefined)));
}

/** The texts of a form or query; a name given twice keeps its last value. */
function onlyTexts(body: unknown): Record<string, string> {
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') texts[name] = last;
  }
  return { ...texts };
}

/** Reads a form by a schema. Empty fields count as not filled in. @throws Refusal `invalid_request` with the fields */
export function readValues<T>(schema: z.ZodType<T>, values: Readonly<Record<string, string>>): T {
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''));
  try {
    return schema.parse(filled);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const faults = Object.entries(fieldsOf(error)).map(([field, code]) => [field, field in filled ? code : 'missing']);
    throw new Refusal('invalid_request', { fields: Object.fromEntries(faults) as Record<string, string> });
  }
}
