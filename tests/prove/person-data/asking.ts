import type { Place } from './seeded';

/** What was asked over HTTP, kept for the search. */
export type Asking = Readonly<{
  /** Asks; a redirect is not followed. @param who whose error bodies these are */
  ask<T = { id: string }>(
    method: string,
    path: string,
    more?: AskOptions,
  ): Promise<{ status: number; body: T; text: string; headers: Headers }>;
  /** As `ask`, of what must be done. @throws Error when it is refused */
  must<T = { id: string }>(method: string, path: string, more?: AskOptions): Promise<T>;
  statuses(): ReadonlyMap<number, number>;
  places(): Place[];
}>;
export type AskOptions = Readonly<{
  token?: string | undefined;
  cookie?: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}>;

export function asking(url: string): Asking {
  const [errors, addresses]: [string[], string[]] = [[], []];
  const counted = new Map<number, number>();
  const ask: Asking['ask'] = async <T>(method: string, path: string, { token, cookie, body, headers }: AskOptions = {}) => {
    const raw = typeof body === 'string' || body instanceof FormData || body instanceof URLSearchParams;
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(cookie ? { cookie } : {}),
        ...(body !== undefined && !raw ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    counted.set(response.status, (counted.get(response.status) ?? 0) + 1);
    // A form that is shown again holds what its own reader typed; a problem and everybody else's page hold nothing of it.
    if (response.status >= 400 && (!/html/.test(type) || method === 'GET')) errors.push(text);
    const location = response.headers.get('location');
    if (location) addresses.push(location);
    if (/html/.test(type))
      addresses.push(...[...text.matchAll(/(?:href|action|src|hx-get|hx-post|hx-sse:connect)="([^"]*)"/g)].map((found) => found[1]!));
    return {
      status: response.status,
      body: (/json/.test(type) && text ? JSON.parse(text) : undefined) as T,
      text,
      headers: response.headers,
    };
  };
  return {
    ask,
    async must<T>(method: string, path: string, more?: AskOptions) {
      const { status, body, text } = await ask<T>(method, path, more);
      if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
      return body;
    },
    statuses: () => counted,
    places: () => [
      // An address of mail that the page is there to show is none that leads anywhere.
      { name: 'addresses of pages', bytes: Buffer.from(addresses.filter((one) => !one.startsWith('mailto:')).join('\n')) },
      { name: 'error bodies', bytes: Buffer.from(errors.join('\n')) },
    ],
  };
}
