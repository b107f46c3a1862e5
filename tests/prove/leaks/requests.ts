import { request, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { newId } from '../../../db/core/ids';
import type { Enrolled } from '../../../bench/cases';
import type { System } from '../../../bench/system';
import type { Chance } from '../support/chance';

/** Who asks, and of what. */
export type Scene = Readonly<{
  url: string;
  enrolled: readonly Enrolled[];
  certificates: readonly string[];
  tokens: Readonly<{ coordinator: string; region: string }>;
  cookie: string;
  agent: Agent;
}>;

const multipartType = 'multipart/form-data; boundary=proof';
const oneFile = (name: string, bytes: number): string =>
  `--proof\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/plain\r\n\r\n${'x'.repeat(bytes)}\r\n--proof--\r\n`;

type Asked = Readonly<{ method?: string; path: string; token?: string; cookie?: string; body?: string; type?: string; length?: number }>;

function open({ url, agent }: Scene, { method = 'GET', path, token, cookie, body, type, length }: Asked, shared = true): ClientRequest {
  return request(`${url}${path}`, {
    method,
    agent: shared ? agent : false,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(cookie ? { cookie } : {}),
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json', 'content-length': length ?? Buffer.byteLength(body) }),
    },
  });
}

/** Asks and reads the whole answer. @returns its status */
async function whole(scene: Scene, asked: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = open(scene, asked);
    sent.on('error', reject);
    sent.on('response', (answer: IncomingMessage) =>
      answer
        .on('error', reject)
        .on('end', () => resolve(answer.statusCode ?? 0))
        .resume(),
    );
    sent.end(asked.body);
  });
}

/** Sends a part of a request, on a connection of its own, and is gone. */
async function vanish(scene: Scene, asked: Asked): Promise<number> {
  return new Promise((resolve) => {
    const sent = open(scene, asked, false);
    sent.on('error', () => undefined).on('close', () => resolve(0));
    // Gone once the first bytes are on their way: in the middle of a body, or while the answer is made.
    sent.on('socket', (socket) => socket.once('connect', () => setImmediate(() => sent.destroy())));
    if (asked.body !== undefined) sent.write(asked.body);
    else sent.end();
  });
}

/** Listens until the stream has begun, and is gone. */
async function listenAndVanish(scene: Scene, asked: Asked): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = open(scene, asked, false);
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.on('error', () => undefined).on('close', () => resolve(answer.statusCode ?? 0));
      answer.destroy();
    });
    sent.end();
  });
}

type Kind = (scene: Scene, by: Chance) => Promise<number>;

/** What is asked, by name, with the statuses that it may be answered with (0: nobody waited for one). */
export const kinds: Readonly<Record<string, Readonly<{ may: readonly number[]; ask: Kind }>>> = {
  page: {
    may: [200],
    ask: (scene, by) => whole(scene, { path: `/certification/enrolments/${by.pick(scene.enrolled).enrolmentId}`, cookie: scene.cookie }),
  },
  'start page': { may: [200], ask: (scene) => whole(scene, { path: '/', cookie: scene.cookie }) },
  'access decision': {
    may: [200],
    ask: (scene, by) =>
      whole(scene, {
        path: `/api/v1/certification/access?consultant=${by.pick(scene.certificates)}&region=nordjylland`,
        token: scene.tokens.region,
      }),
  },
  'read a case': {
    may: [200],
    ask: async (scene, by) => {
      const { enrolmentId, token } = by.pick(scene.enrolled);
      return whole(scene, { path: `/api/v1/certification/enrolments/${enrolmentId}`, token });
    },
  },
  'hand in a text': { may: [200], ask: (scene, by) => handIn(scene, by, JSON.stringify({ text: `Svar ${newId()}` }), 'application/json') },
  'hand in a file': { may: [200], ask: (scene, by) => handIn(scene, by, oneFile(`${newId()}.txt`, 20_000), multipartType) },
  'a form that does not parse': { may: [400, 422], ask: (scene, by) => handIn(scene, by, '--proof\r\nbroken', multipartType) },
  'a list of uses': {
    may: [200],
    ask: (scene, by) =>
      whole(scene, {
        method: 'POST',
        path: '/api/v1/certification/uses',
        token: scene.tokens.region,
        body: JSON.stringify(uses(scene, by)),
      }),
  },
  'a body that is wrong': {
    may: [400, 422],
    ask: (scene) =>
      whole(scene, { method: 'POST', path: '/api/v1/certification/rounds', token: scene.tokens.coordinator, body: '{"year":"never"}' }),
  },
  'what is not there': {
    may: [404],
    ask: (scene) => whole(scene, { path: `/api/v1/certification/enrolments/${newId()}`, token: scene.tokens.coordinator }),
  },
  'nobody asks': { may: [401], ask: (scene) => whole(scene, { path: '/api/v1/tasks' }) },
  'an upload that breaks off': {
    may: [0],
    ask: async (scene, by) => {
      const { enrolmentId, token } = by.pick(scene.enrolled);
      const body = oneFile('half.txt', 60_000).slice(0, 30_000);
      return vanish(scene, {
        method: 'PUT',
        path: `/api/v1/certification/enrolments/${enrolmentId}/answer`,
        token,
        body,
        type: multipartType,
        length: 61_000,
      });
    },
  },
  'a reader who is gone': {
    may: [0],
    ask: (scene) => vanish(scene, { path: '/', cookie: scene.cookie }),
  },
  'a listener who vanishes': {
    may: [200],
    ask: (scene, by) => listenAndVanish(scene, { path: `/live?topic=case-${by.pick(scene.enrolled).enrolmentId}`, cookie: scene.cookie }),
  },
};

async function handIn(scene: Scene, by: Chance, body: string, type: string): Promise<number> {
  const { enrolmentId, token } = by.pick(scene.enrolled);
  return whole(scene, { method: 'PUT', path: `/api/v1/certification/enrolments/${enrolmentId}/answer`, token, body, type });
}

function uses({ certificates }: Scene, by: Chance): unknown[] {
  const at = new Date(Date.now() - 86_400_000).toISOString();
  return Array.from({ length: 5 }, () => ({
    eventId: newId(),
    person: by.pick(certificates),
    region: 'nordjylland',
    caseNumber: '101-1',
    kind: 'draft_edit',
    at,
  }));
}

/** Signs somebody in as a browser does. @returns their cookie */
export async function signIn({ url }: Pick<System, 'url'>, email: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in/demo`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ identity: email }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 303 || !cookie) throw new Error(`not signed in: ${answer.status}`);
  return cookie;
}
