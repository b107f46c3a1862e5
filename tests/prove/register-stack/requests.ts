import { openInvitation } from '../../../api/register/invitation-queries';
import { rows } from '../../../db/core/columns';
import { newId } from '../../../db/core/ids';
import { letterText } from '../../../db/core/letters';
import { Refusal } from '../../../domain/core/errors';
import { as } from '../../support/people';
import { saves, told } from '../register-model/model';
import type { Act, Fields, Outcome, Typed } from '../register-model/program';
import { emailOf, type World } from './world';

type Of<D extends Act['do']> = Extract<Act, { do: D }>;
type Said = Readonly<{
  code?: string;
  fields?: Readonly<Record<string, string>>;
  notSaved?: Readonly<Record<string, string>>;
  lookup?: { state: string } | null;
  state?: string;
}>;

const passwords = {
  good: 'trekkspill gulrot varsel',
  other: 'kanelbolle sykkel regnbue',
  short: 'for kort',
  common: 'passord123456789',
} as const;
const phone = '22 00 00 00';
const reason = 'Endret praksis.';

/** Does one act as somebody would: by requests to the API. @returns what it came to, in the words of the model */
export async function perform(world: World, act: Act): Promise<Outcome> {
  if (act.do === 'open') return openLink(world, act);
  if (act.do === 'accept') return accept(world, act);
  if (act.do !== 'pass' && act.do !== 'register' && act.do !== 'tell') return asSomebody(world, act);
  if (act.do === 'pass') await world.passTo(act.to);
  if (act.do === 'register')
    Object.assign(world.answering, { answers: act.answers, hours: act.answers === 'later' ? (act.hours ?? 2) : 0 });
  if (act.do === 'tell') world.answering.told.set(act.number, act.as);
  return 'ok';
}

type Asked = Readonly<{ method: string; path: string; body?: unknown; seen?: number }>;

async function asSomebody(world: World, act: Exclude<Act, { do: 'pass' | 'register' | 'tell' | 'open' | 'accept' }>): Promise<Outcome> {
  const token = await world.token(act.by);
  if (token === undefined) return 'nobody';
  const { method, path, body, seen } = await requestOf(world, act);
  const { status, body: said } = await world.server.call<Said | undefined>(method, path, {
    token,
    ...(body === undefined ? {} : { body }),
    ...(seen === undefined ? {} : { headers: { 'if-match': `"${seen}"` } }),
  });
  if (status >= 300) return saves.has(act.do) ? told(said?.code ?? `status ${status}`, said?.fields ?? {}) : (said?.code ?? `status ${status}`);
  if (act.do === 'create' || act.do === 'return') return `ok, ${said!.lookup!.state}`;
  return act.do === 'askName' ? `ok, ${said!.state}` : told('ok', said?.notSaved ?? {});
} // prettier-ignore

async function requestOf(world: World, act: Exclude<Act, { do: 'pass' | 'register' | 'tell' | 'open' | 'accept' }>): Promise<Asked> {
  const to = (method: string, path: string, body?: unknown, seen?: number): Asked => ({ method, path: `/register${path}`, body, ...(seen === undefined ? {} : { seen }) });
  switch (act.do) {
    case 'invite':
      return to('POST', '/invitations', { name: `Kollega ${act.whom}`, email: addressOf(act.whom), phone, role: act.role, municipality: act.municipality });
    case 'resend':
      return to('POST', `/invitations/${await nth(world, 'invitation', act.invitation)}/resend`, act.to === undefined ? {} : { email: addressOf(act.to) });
    case 'revoke':
      return to('POST', `/invitations/${await nth(world, 'invitation', act.invitation)}/revoke`);
    case 'addProject':
      return to('POST', '/projects', pick(act, 'municipality', 'name', 'startsOn', 'endsOn', 'offersProgramme'));
    case 'changeProject': {
      const [id, seen] = await seenOf(world, 'project', act.project, act.back);
      return to('PATCH', `/projects/${id}`, act.change, seen);
    }
    case 'create':
      return to('POST', '/participations', { nationalId: act.number, ...pick(act, 'startOn', 'municipality', 'financing') });
    case 'save': {
      const [id, seen] = await seenOf(world, 'participation', act.participation, act.back);
      return to('PATCH', `/participations/${id}`, await bodyOf(world, act.fields), seen);
    }
    case 'addEntry':
      return to('POST', `${await participation(world, act)}/entries`, { kind: act.kind, ...act.fields });
    case 'changeEntry': {
      const [id, seen] = await seenOf(world, 'participation', act.participation, act.back);
      return to('PATCH', `/participations/${id}/entries/${await entry(world, id, act.entry)}`, act.fields, seen);
    }
    case 'removeEntry': {
      const [id, seen] = await seenOf(world, 'participation', act.participation, act.back);
      return to('DELETE', `/participations/${id}/entries/${await entry(world, id, act.entry)}?version=${seen}`);
    }
    case 'end':
      return to('POST', `${await participation(world, act)}/end`, await bodyOf(world, act.fields));
    case 'discharge':
      return to('POST', `${await participation(world, act)}/discharge`);
    case 'reopen':
      return to('POST', `${await participation(world, act)}/reopen`, { reason: act.reason });
    case 'return':
      return to('POST', `${await participation(world, act)}/return`, { ...pick(act, 'startOn', 'financing'), projectId: await typed(world, act.project) });
    case 'askName':
      return to('POST', `${await participation(world, act)}/name-lookup`);
    case 'submit':
      return to('POST', `/reports/${act.year}/submit`, pick(act, 'municipality'));
    case 'approve':
      return to('POST', `/reports/${act.year}/approve`, pick(act, 'municipality'));
    case 'returnReport':
      return to('POST', `/reports/${act.year}/return`, pick(act, 'municipality', 'reason'));
    case 'setRule':
      return { method: 'PUT', path: `/rules/${act.key}`, body: { ...pick(act, 'value', 'validFrom'), reason } };
  }
} // prettier-ignore

/** An address; what is none stays none. */
const addressOf = (name: string): string => (name === 'ugyldig' ? name : emailOf(name));

function pick<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Partial<Pick<T, K>>;
}

/** What came to be as the n-th of its kind, for ids ascend; one of nothing where there is none. */
async function nth({ db }: World, table: 'invitation' | 'participation' | 'project', at: number): Promise<string> {
  return (await rows<{ id: string }>(db.raw(`select id from ${table} order by id offset ? limit 1`, [at])))[0]?.id ?? newId();
}

const participation = async (world: World, act: Readonly<{ participation: number }>): Promise<string> =>
  `/participations/${await nth(world, 'participation', act.participation)}`;

async function entry({ db }: World, participationId: string, at: number): Promise<string> {
  const found = db.raw('select id from programme_entry where participation_id = ? order by id offset ? limit 1', [participationId, at]);
  return (await rows<{ id: string }>(found))[0]?.id ?? newId();
}

/** A record, and the version that somebody saw of it so many versions ago. */
async function seenOf(world: World, table: 'participation' | 'project', at: number, back: number): Promise<readonly [string, number]> {
  const id = await nth(world, table, at);
  const [one] = await rows<{ version: number }>(world.db.raw(`select version from ${table} where id = ?`, [id]));
  return [id, Math.max(1, (one?.version ?? 1) - back)];
}

async function bodyOf(world: World, fields: Fields): Promise<Record<string, Typed>> {
  const body: Record<string, Typed> = {};
  for (const [field, value] of Object.entries(fields)) body[field] = await typed(world, value);
  return body;
}

async function typed(world: World, value: Typed): Promise<Typed> {
  const project = typeof value === 'string' ? /^project (\d+)$/u.exec(value)?.[1] : undefined;
  return project === undefined ? value : nth(world, 'project', Number(project));
}

/** The secret of a link, which only its letter has. */
async function secretOf(world: World, { invitation, link }: Of<'open' | 'accept'>): Promise<string> {
  const id = await nth(world, 'invitation', invitation);
  const sent = world.db.raw('select id from letter where case_id = ? and occasion = ?', [id, `invited:${link}`]);
  const [letter] = await rows<{ id: string }>(sent);
  const text = letter && (await letterText(world.db, letter.id))?.text;
  return /\/invitation\/([\w-]+)/u.exec(text ?? '')?.[1] ?? 'none';
}

async function openLink(world: World, act: Of<'open'>): Promise<Outcome> {
  try {
    await openInvitation(await as(world.db, world.personId('dag')), await secretOf(world, act));
    return 'ok';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

async function accept(world: World, act: Of<'accept'>): Promise<Outcome> {
  // Addresses are counted by the machine's clock: here all come from one.
  await world.db.raw('delete from rate_limit');
  const { status, body } = await world.server.call<Said>('POST', '/register/invitations/accept', {
    body: { token: await secretOf(world, act), userName: act.userName, password: passwords[act.password] },
  });
  return status < 300 ? 'ok' : (body?.code ?? `status ${status}`);
}
