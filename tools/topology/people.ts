import { openDatabase } from '../../db/core/database';
import { addToken } from '../../db/core/access';
import { personByEmail } from '../../db/core/people';
import { keyRing } from '../../db/core/sealing';
import type { Plant } from './plant';

/** A database handle as the processes have it. */
export function openAsApp({ appUrl, masterKey }: Plant) {
  return openDatabase({
    url: appUrl,
    keys: keyRing(masterKey),
    rehearsal: false,
    publicUrl: 'https://frist.example',
    pool: 4,
    name: 'topology',
  });
}

export type AppDatabase = ReturnType<typeof openAsApp>;

/** Somebody who calls the API by a token of their own. */
export type Caller = Readonly<{ email: string; call: <T>(method: string, path: string, body?: unknown) => Promise<T> }>;

/** Makes a token for a person and speaks for them. @throws Error with the problem's code when the API refuses */
export async function callerFor(db: AppDatabase, plant: Plant, email: string): Promise<Caller> {
  const person = await personByEmail(db, email);
  if (!person) throw new Error(`nobody is known as ${email}`);
  const { token } = await addToken(db, person.personId, 'topology', 1);
  return {
    email,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const raw = typeof body === 'string' || body instanceof FormData;
      const response = await fetch(`${plant.apiUrl}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(typeof body === 'string' ? { 'content-type': 'text/csv' } : {}),
          ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
        },
        ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
      return (text ? JSON.parse(text) : undefined) as T;
    },
  };
}
