import { addDays, localDay, type PlainDate } from '../domain/core/calendar';
import { zone } from '../domain/register/zone';
import { clock } from '../db/core/clock';
import { openOwner } from './owner';
import { HttpClient } from './http-client';
import { load, perSecond, steadily } from './load';
import { employ } from './people';
import { percentile } from './percentiles';
import { municipalities, register, womenNumbers, type Along, type Municipality, type Registered } from './register';
import { count, milliseconds, type Report, type RunOptions } from './report';
import type { Scope } from './scope';
import { startSystem, type System } from './system';

const atOnce = 8;
/** Asked so many times a second, whether or not those before are answered. */
const perSecondAsked = 20;

type Asked = Readonly<{ name: string; send: (at: number) => Promise<unknown> }>;

/** How fast the overview of a large municipality is answered in a register of many. */
export async function overview(scope: Scope, { small, count: participations, profileFolder, say }: RunOptions): Promise<Report> {
  const size = small
    ? { all: participations ?? 1_500, largest: 500, steady: 20, closed: 40, warmUp: 5 }
    : { all: participations ?? 100_000, largest: 10_000, steady: 200, closed: 300, warmUp: 20 };
  const system = await startSystem(scope, { profileFolder });
  const places = await municipalities(system, small ? 6 : 31);
  const people = await filled(system, places, size);
  const owner = openOwner(scope, system);
  // As the server does by itself after a while.
  await owner.raw('vacuum analyze');
  await system.settled();
  say(`overview: ${count(size.all)} participations in ${places.length} municipalities, ${count(people.length)} of them in the largest`);

  const token = await employ(system, 'municipality_user');
  const rows: string[][] = [];
  for (const { name, send } of await all(scope, system, token, places[0]!, people)) {
    await load(
      Array.from({ length: size.warmUp }, (_, at) => at),
      2,
      send,
    );
    const steady = await steadily(size.steady, perSecondAsked, send);
    const before = await system.processorMs();
    const closed = await load(
      Array.from({ length: size.closed }, (_, at) => at),
      atOnce,
      send,
    );
    const apiMs = ((await system.processorMs()).api - before.api) / size.closed;
    const ends = (each: readonly number[]): string[] => [50, 99].map((percent) => milliseconds(percentile(each, percent)));
    rows.push([name, ...ends(steady.eachMs), count(perSecond(closed)), ...ends(closed.eachMs), milliseconds(apiMs)]);
    say(`overview: ${rows.at(-1)!.join(' | ')}`);
  }
  return {
    title: 'The overview of the register',
    tables: [
      {
        head: [
          '',
          `${perSecondAsked} a second: p50 (ms)`,
          'p99',
          `${atOnce} at once: per second`,
          'p50 (ms)',
          'p99',
          'processor time of the API (ms)',
        ],
        rows,
      },
    ],
    notes: [
      `${count(size.all)} participations in ${places.length} municipalities, ${count(people.length)} of them in the one that asks; a page of JSON has 100 rows, one of HTML 50. Each look is logged.`,
      `At a steady pace answers are measured from when each was due to be asked: ${count(size.steady)} of each, then ${count(size.closed)} with ${atOnce} at once.`,
    ],
  };
}

/** Fills the register: so many in the first municipality, the others evenly. @returns those of the first */
async function filled(
  system: System,
  places: readonly Municipality[],
  size: Readonly<{ all: number; largest: number }>,
): Promise<Registered[]> {
  const numbers = womenNumbers();
  const [first, ...others] = places;
  const people = await register(system, first!, numbers, size.largest, along);
  for (const [at, place] of others.entries()) {
    const before = Math.floor(((size.all - size.largest) * at) / others.length);
    const until = Math.floor(((size.all - size.largest) * (at + 1)) / others.length);
    await register(system, place, numbers, until - before, along);
  }
  return people;
}

/** Of twenty: two are being registered, ten in the programme, three ended, five discharged; a name still comes for one. */
function along(nth: number): Along {
  const step = nth % 20;
  const at = step < 2 ? 'registering' : step < 12 ? 'running' : step < 15 ? 'ended' : 'discharged';
  return {
    at,
    startedDaysAgo: 30 + ((nth * 7_919) % 900),
    lookup:
      step === 0
        ? { state: 'delayed', attempts: 9, lastStatus: 500, answeredAt: null }
        : nth % 97 === 5
          ? { state: 'not_found', lastStatus: 404 }
          : nth % 211 === 7
            ? { state: 'mismatch', mismatch: 'dead' }
            : { state: 'found' },
  };
}

async function all(
  scope: Scope,
  system: System,
  token: string,
  { projectId }: Municipality,
  people: readonly Registered[],
): Promise<Asked[]> {
  const client = new HttpClient(system.url, 64);
  scope.add(() => client.close());
  const today = localDay(await clock(system.db), zone);
  const day = (daysAgo: number): PlainDate => addDays(today, -daysAgo);
  const path = '/api/v1/register/participations';
  const get = (address: string) => (): Promise<unknown> => client.send('GET', address, { token });
  const list = (name: string, query: string): Asked => ({ name, send: get(`${path}?${query}`) });
  const find = (name: string, q: (at: number) => string): Asked => ({
    name,
    send: (at) => client.send('POST', `${path}/search`, { token, body: { q: q(at) } }),
  });
  const some = (at: number): Registered => people[(at * 7_919) % people.length]!;
  const word = (at: number, part: number): string => some(at).name?.split(' ')[part] ?? 'Amina';
  const middle = async (sort: string): Promise<string> => {
    let cursor = '';
    for (let page = 0; page < people.length / 300; page += 1) {
      const { next } = await client.send<{ next: string }>('GET', `${path}?sort=${sort}${cursor && `&cursor=${cursor}`}`, { token });
      cursor = next;
    }
    return cursor;
  };
  return [
    list('first page, by name', 'sort=name'),
    list('a page in the middle, by name', `sort=name&cursor=${await middle('name')}`),
    list('first page, by start', 'sort=start'),
    list('a page in the middle, by start', `sort=start&cursor=${await middle('start')}`),
    list('by state', 'sort=state'),
    list('by last save', 'sort=saved'),
    list('as registered', 'sort=created'),
    list('filter: discharged', 'status=discharged'),
    list('filter: in the programme', 'status=in_programme'),
    list('filter: all states', 'status=all'),
    list('filter: a project', `project=${projectId}`),
    list('filter: no project', 'project=none'),
    list('filter: class', 'class=home_parent'),
    list('filter: financing', 'financing=social_assistance'),
    list('filter: anything missing', 'missing=any'),
    list('filter: no complete activity', 'missing=activities'),
    list('filter: name delayed', 'lookup=delayed'),
    list('filter: name not found, all states', 'lookup=not_found&status=all'),
    list('filter: begun in a month', `startFrom=${day(330)}&startTo=${day(300)}`),
    list('filter: ended in a month, all states', `endFrom=${day(330)}&endTo=${day(300)}&status=all`),
    find('search: the beginning of a name', (at) => word(at, 0).slice(0, 3)),
    find('search: first name and last name', (at) => `${word(at, 0)} ${word(at, 1)}`),
    find('search: a national number', (at) => some(at).number),
    { name: 'states and readiness in figures', send: get('/api/v1/register/overview') },
    { name: 'the page (HTML)', send: get('/register') },
    { name: 'the page (HTML), in the middle', send: get(`/register?cursor=${await middle('name')}`) },
    { name: 'the page (HTML), anything missing', send: get('/register?missing=any') },
  ];
}
