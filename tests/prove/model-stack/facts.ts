import { rows } from '../../../db/core/columns';
import { clock } from '../../../db/core/clock';
import { participants, regions, type Facts, type Sample } from '../model/program';
import type { World } from './world';

type Rounds = { rounds: { id: string; state: Facts['rounds'][number]['state']; deadlineOn: string; signUpClosesOn: string; gradingTargetOn: string }[] }; // prettier-ignore
type Enrolment = Pick<Facts['enrolments'][number], 'kind' | 'state' | 'cause' | 'payment' | 'deadlineOn' | 'correctionUntilOn' | 'endedAt'>;
type Certificates = { certificates: ({ id: string } & Pick<Facts['certificates'][number], 'kind' | 'issuedOn' | 'lastActiveOn' | 'expiresOn' | 'state'>)[] }; // prettier-ignore
type Access = Pick<Facts['decisions'][number], 'decision' | 'reason' | 'validUntil'>;

/** Everything that stands at the end of a program, as people read it from the API; letters from where they wait and lie. */
export async function factsOf(world: World, samples: readonly Sample[]): Promise<Facts> {
  const { rounds } = await read<Rounds>(world, 'karen', '/rounds');
  const ordered = rounds.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const roundAt = new Map(ordered.map(({ id }, at) => [id, at]));
  return {
    now: await clock(world.db),
    rounds: ordered.map(({ state, deadlineOn, signUpClosesOn, gradingTargetOn }, round) => ({
      round,
      state,
      deadlineOn,
      signUpClosesOn,
      gradingTargetOn,
    })),
    enrolments: await enrolments(world, roundAt),
    certificates: await certificates(world),
    letters: await letters(world),
    decisions: await decisions(world, samples),
  };
}

async function read<T>(world: World, as: string, path: string): Promise<T> {
  const { status, body, text } = await world.server.call<T>('GET', `/certification${path}`, { token: world.token(as) });
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
  return body;
}

async function enrolments(world: World, roundAt: ReadonlyMap<string, number>): Promise<Facts['enrolments']> {
  const found = await rows<{ id: string; roundId: string; person: Facts['enrolments'][number]['person'] }>(
    world.db.raw(
      `select e.id, e.round_id as "roundId", split_part(p.email, '@', 1) as person from enrolment e join person p on p.id = e.person_id order by e.id`,
    ),
  );
  const facts: Facts['enrolments'][number][] = [];
  for (const [at, { id, roundId, person }] of found.entries()) {
    const { kind, state, cause, payment, deadlineOn, correctionUntilOn, endedAt } = await read<Enrolment>(
      world,
      'karen',
      `/enrolments/${id}`,
    );
    facts.push({
      enrolment: at,
      round: roundAt.get(roundId)!,
      person,
      kind,
      state,
      cause,
      payment,
      deadlineOn,
      correctionUntilOn,
      endedAt,
    });
  }
  return facts;
}

async function certificates(world: World): Promise<Facts['certificates']> {
  const facts: Facts['certificates'][number][] = [];
  for (const person of participants) {
    const held = await read<Certificates>(world, 'agnes', `/certificates?person=${world.personId(person)}`);
    for (const [at, { kind, issuedOn, lastActiveOn, expiresOn, state }] of held.certificates
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .entries())
      facts.push({ certificate: { person, at }, kind, issuedOn, lastActiveOn, expiresOn, state });
  }
  return facts;
}

async function letters({ db, personId }: World): Promise<Facts['letters']> {
  const found = await rows<Facts['letters'][number] & { personId: string }>(
    db.raw(
      `select person_id as "personId", template, due_at as "dueAt", state = 'withdrawn' as withdrawn, count(*)::int as count
       from letter where person_id = any(?::uuid[]) group by 1, 2, 3, 4`,
      [participants.map(personId)],
    ),
  );
  const names = new Map(participants.map((name) => [personId(name), name]));
  return found.map(({ personId: id, template, dueAt, withdrawn, count }) => ({
    person: names.get(id)!,
    template,
    dueAt,
    withdrawn,
    count,
  }));
}

/** Asked by the agency, eight questions at a time. */
async function decisions(world: World, samples: readonly Sample[]): Promise<Facts['decisions']> {
  const questions = samples.flatMap(({ on, assignmentStart, regions: asked = regions }) =>
    participants.flatMap((person) => asked.map((region) => ({ person, region, assignmentStart, on }))),
  );
  const facts: Facts['decisions'][number][] = [];
  const asker = async (): Promise<void> => {
    for (let next = questions.pop(); next; next = questions.pop()) {
      const { person, region, assignmentStart, on } = next;
      const query = new URLSearchParams({
        consultant: world.personId(person),
        region,
        on,
        ...(assignmentStart ? { assignmentStart } : {}),
      });
      const { decision, reason, validUntil } = await read<Access>(world, 'agnes', `/access?${query.toString()}`);
      facts.push({ ...next, decision, reason, validUntil });
    }
  };
  await Promise.all(Array.from({ length: 8 }, asker));
  return facts;
}
