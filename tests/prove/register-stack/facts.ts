import { rows } from '../../../db/core/columns';
import { clock } from '../../../db/core/clock';
import { dayOf } from '../model-support/days';
import { allFields } from '../register-model/fields';
import type { Colleague, Facts, ParticipationFacts } from '../register-model/program';
import type { World } from './world';

type Body = Record<string, unknown> &
  Readonly<{
    id: string;
    state: string;
    person: { id: string; name: string | null; nationalId: string };
    municipality: { code: string };
    entries: (Record<string, unknown> & { id: string })[];
    warnings: { code: string; months?: number }[];
    missing: ParticipationFacts['missing'];
    readiness: { filled: number; of: number };
    savedAt: string;
    dischargedAt: string | null;
    changedSinceDischarge: boolean;
    returnOf: string | null;
    version: number;
  }>;
type ReportBody = Readonly<{
  state: string | null;
  dueOn: string | null;
  overdue: boolean;
  openedAt: string | null;
  changedSince: boolean;
  totals: Record<string, unknown>;
  incomplete: { participationId: string; fields: string[] }[];
  mismatched: string[];
}>;
type InvitationBody = Readonly<{
  id: string;
  municipality: { code: string };
  email: string;
  state: string;
  links: number;
  lastDayOn: string;
  openedAt: string | null;
  acceptedAt: string | null;
}>;

const administrators = { '0301': 'marit', '4601': 'berta' } as const;
type Code = keyof typeof administrators;
const codes = Object.keys(administrators) as Code[];

/** Everything that stands at the end of a program, as people read it from the API; letters, tasks and ended look-ups from where they lie. */
export async function factsOf(world: World): Promise<Facts> {
  const { db } = world;
  const found = await rows<{ id: string; code: Code }>(
    db.raw('select p.id, o.code from participation p join organisation o on o.id = p.organisation_id order by p.id'),
  );
  const refs = new Map(found.map(({ id }, at) => [id, at]));
  const bodies: Body[] = [];
  for (const { id, code } of found) bodies.push(await read<Body>(world, code, `/participations/${id}`));
  const now = await clock(db);
  return {
    now,
    participations: await participations(world, bodies, refs),
    invitations: await invitations(world),
    grants: await grants(world),
    projects: await projects(world),
    reports: await reports(world, Number(dayOf(now).slice(0, 4)), refs),
    letters: await letters(world),
    tasks: await tasks(world, refs),
  };
}

async function read<T>(world: World, code: Code, path: string): Promise<T> {
  const token = (await world.token(administrators[code]))!;
  const { status, body, text } = await world.server.call<T>('GET', `/register${path}`, { token });
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
  return body;
}

async function participations(world: World, bodies: readonly Body[], refs: ReadonlyMap<string, number>): Promise<ParticipationFacts[]> {
  const lookups = await rows<{ of: string; state: string; mismatch: string | null }>(
    world.db.raw('select participation_id as of, state, mismatch from name_lookup order by asked_at, id'),
  );
  const all = await rows<{ id: string }>(world.db.raw('select id from project order by id'));
  const projectOf = (id: unknown): string | null => (id === null ? null : `project ${all.findIndex((one) => one.id === id)}`);
  return bodies.map((body, participation) => ({
    participation,
    municipality: body.municipality.code,
    sameAs: bodies.findIndex(({ person }) => person.id === body.person.id),
    number: body.person.nationalId,
    name: body.person.name,
    state: body.state,
    fields: Object.fromEntries(allFields.map((field) => [field, field === 'projectId' ? projectOf(body[field]) : body[field]])),
    entries: body.entries.toSorted((one, other) => (one.id < other.id ? -1 : 1)).map((entry) => without(entry, 'id')),
    lookups: lookups.filter(({ of }) => of === body.id).map(({ state, mismatch }) => (mismatch ? `${state} ${mismatch}` : state)),
    warnings: body.warnings.map(({ code, months }) => (months === undefined ? code : `${code} ${months}`)),
    missing: body.missing,
    ready: `${body.readiness.filled} of ${body.readiness.of}`,
    savedAt: body.savedAt,
    dischargedAt: body.dischargedAt,
    changedSinceDischarge: body.changedSinceDischarge,
    returnOf: body.returnOf === null ? null : refs.get(body.returnOf)!,
    version: body.version,
  }));
}

const without = (of: Record<string, unknown>, field: string): Record<string, unknown> =>
  Object.fromEntries(Object.entries(of).filter(([name]) => name !== field));

async function invitations(world: World): Promise<Facts['invitations']> {
  const all: InvitationBody[] = [];
  for (const code of codes) all.push(...(await read<{ invitations: InvitationBody[] }>(world, code, '/invitations')).invitations);
  return all
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ municipality, email, ...rest }, invitation) => ({
      invitation,
      municipality: municipality.code,
      email: email.split('@')[0]!,
      state: rest.state,
      links: rest.links,
      lastDayOn: rest.lastDayOn,
      openedAt: rest.openedAt,
      acceptedAt: rest.acceptedAt,
    }));
}

async function grants({ db }: World): Promise<Facts['grants']> {
  return rows<{ who: Colleague; municipality: string; role: string }>(
    db.raw(
      `select split_part(p.email, '@', 1) as who, o.code as municipality, g.role from role_grant g join person p on p.id = g.person_id
       join organisation o on o.id = g.organisation_id where split_part(p.email, '@', 1) not in ('marit', 'nina', 'berta', 'bjorn', 'dag')`,
    ),
  );
}

async function projects({ db }: World): Promise<Facts['projects']> {
  const found = await rows<Omit<Facts['projects'][number], 'project'>>(
    db.raw(
      `select o.code as municipality, starts_on as "startsOn", ends_on as "endsOn", offers_programme as "offersProgramme", project.version
       from project join organisation o on o.id = organisation_id order by project.id`,
    ),
  );
  return found.map((one, project) => ({ project, ...one }));
}

async function reports(world: World, lastYear: number, refs: ReadonlyMap<string, number>): Promise<Facts['reports']> {
  const facts: Facts['reports'][number][] = [];
  for (const municipality of codes)
    for (let year = 2025; year <= lastYear; year += 1) {
      const [report] = (await read<{ reports: ReportBody[] }>(world, municipality, `/reports/${year}`)).reports;
      const { state, dueOn, overdue, openedAt, changedSince, totals, incomplete, mismatched } = report!;
      facts.push({
        municipality,
        year,
        state,
        dueOn,
        overdue,
        openedAt,
        changedSince,
        totals: withoutNone(totals),
        incomplete: incomplete
          .map(({ participationId, fields }): [number, string] => [refs.get(participationId)!, fields.join(' ')])
          .toSorted(([one], [other]) => one - other)
          .map(([ref, fields]) => `${ref}: ${fields}`),
        mismatched: mismatched.map((id) => refs.get(id)!).toSorted((one, other) => one - other),
      });
    }
  return facts;
}

/** Totals without what nobody has; the sub-reasons of a main reason by both their names. */
function withoutNone(totals: Record<string, unknown>): Record<string, unknown> {
  const some = (of: object, before = ''): [string, unknown][] =>
    Object.entries(of).flatMap(([what, count]): [string, unknown][] => {
      if (typeof count === 'object' && count !== null) return some(count as object, `${before}${what} `);
      return count === 0 ? [] : [[`${before}${what}`, count]];
    });
  return Object.fromEntries(
    Object.entries(totals).map(([what, of]) => [what, typeof of === 'object' && of !== null ? Object.fromEntries(some(of)) : of]),
  );
}

async function letters({ db }: World): Promise<Facts['letters']> {
  return rows(
    db.raw(
      `select split_part(p.email, '@', 1) as to, template, due_at as "dueAt", l.state, count(*)::int as count
       from letter l join person p on p.id = l.person_id group by 1, 2, 3, 4`,
    ),
  );
}

async function tasks({ db }: World, refs: ReadonlyMap<string, number>): Promise<Facts['tasks']> {
  const found = await rows<{ kind: string; id: string; role: string; what: string }>(
    // The rounds of the other system have tasks of their own.
    db.raw(`select case_kind as kind, case_id as id, role, what from task where done_at is null and case_kind <> 'round'`),
  );
  const order = async (table: 'invitation' | 'name_lookup'): Promise<Map<string, number>> =>
    new Map((await rows<{ id: string }>(db.raw(`select id from ${table} order by id`))).map(({ id }, at) => [id, at]));
  const [ofInvitations, ofLookups] = [await order('invitation'), await order('name_lookup')];
  const ofReports = new Map(
    (
      await rows<{ id: string; code: string; year: number }>(
        db.raw('select r.id, o.code, r.year from yearly_report r join organisation o on o.id = r.organisation_id'),
      )
    ).map(({ id, code, year }) => [id, `${code} ${year}`]),
  );
  const named: Readonly<Record<string, (id: string) => string>> = {
    participation: (id) => `participation ${refs.get(id)}`,
    invitation: (id) => `invitation ${ofInvitations.get(id)}`,
    'name-lookup': (id) => `name-lookup ${ofLookups.get(id)}`,
    'yearly-report': (id) => `report ${ofReports.get(id)}`,
  };
  return found.map(({ kind, id, role, what }) => ({ case: named[kind]?.(id) ?? kind, role, what }));
}
