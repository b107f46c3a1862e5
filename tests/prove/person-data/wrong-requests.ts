import type { Chance } from '../support/chance';
import type { AskOptions, Asking } from './asking';
import type { Seeded } from './seeded';

type Schema = Readonly<{ $ref?: string; properties?: Record<string, unknown> }>;
type Described = Readonly<{
  requestBody?: { content: Record<string, { schema: Schema }> };
  parameters?: readonly { name: string; in: string }[];
}>;
type Document = Readonly<{ paths: Record<string, Record<string, Described>>; components: { schemas: Record<string, Schema> } }>;

/** Nobody's id, so that the path is right and the rest is looked at. */
const nobodysId = '01890a5d-ac96-774b-bcce-b302099a8057';

/**
 * Asks every operation there is for what it must refuse: what people would type stands in every field of the body, in fields that are unknown, in a body that does
 * not parse, in paths, queries and headers.
 * @param tokens of those who ask: the first always, and one of them by chance
 * @returns how many operations
 */
export async function askAllWrongly({ ask }: Asking, tokens: readonly (string | undefined)[], seeded: Seeded, by: Chance): Promise<number> {
  const { body: document } = await ask<Document>('GET', '/openapi.json');
  // The clock of the rehearsal is moved by the proof alone, and a restored snapshot would undo it.
  const operations = Object.entries(document.paths)
    .filter(([template]) => !template.includes('/rehearsal/'))
    .flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ template, verb: method.toUpperCase(), described })),
    );
  for (const { template, verb, described } of operations) {
    const path = (id: string): string => `/api/v1${template.replace(/\{\w+\}/g, encodeURIComponent(id))}`;
    const fields = fieldsOf(document, described);
    for (const token of [tokens[0], by.pick(tokens)])
      for (const [id, more] of wrongRequests(described, verb === 'GET' ? undefined : fields, seeded, by)) {
        const { query, ...options } = more;
        await ask(verb, path(id) + query, { token, ...options });
      }
  }
  return operations.length;
}

type Wrong = readonly [id: string, more: AskOptions & Readonly<{ query: string }>];

/** @param fields of the body; `undefined` when there is none */
function wrongRequests({ parameters = [] }: Described, fields: readonly string[] | undefined, seeded: Seeded, by: Chance): Wrong[] {
  const values = Object.values(seeded);
  const asked = parameters.filter((one) => one.in === 'query').map((one) => [one.name, by.pick(values)]);
  const query = `?${new URLSearchParams([...asked, ['unknown', seeded['mail in an address']]]).toString()}`;
  const headers = {
    'idempotency-key': seeded['mail in an address'],
    'if-match': `"${seeded['CPR in the address']}"`,
    'user-agent': seeded['mail in an address'],
  };
  if (!fields)
    return [
      [seeded['mail in an address'], { query: '' }],
      [nobodysId, { query, headers }],
    ];
  const body = (): unknown => Object.fromEntries([...fields, 'unknown'].map((field) => [field, by.pick(values)]));
  const text = seeded['text in a wrong place'];
  return [
    [seeded['CPR in the address'], { query: '', body: body() }],
    [nobodysId, { query, body: body(), headers }],
    [nobodysId, { query: '', body: `{"name":"${text}"`, headers: { 'content-type': 'application/json' } }],
    [nobodysId, { query: '', body: text, headers: { 'content-type': `text/${seeded['mail in an address']}` } }],
    [nobodysId, { query: '', body: `--x\r\n${text}`, headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ];
}

function fieldsOf({ components }: Document, { requestBody }: Described): string[] {
  const { schema } = Object.values(requestBody?.content ?? {})[0] ?? {};
  const named = schema?.$ref?.split('/').at(-1);
  return Object.keys((named ? components.schemas[named] : schema)?.properties ?? {});
}
