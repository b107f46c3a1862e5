import type { Day } from '../model/program';
import { addDays, dayOf } from '../model-support/days';
import type { Weighed as WeighedOf } from '../model-support/weighed';
import { ending, missing, statusOf } from '../register-model/fields';
import { isOpen } from '../register-model/lookups';
import {
  colleagues,
  municipalities,
  noAddress,
  staff,
  type Act,
  type Actor,
  type Colleague,
  type Municipality,
} from '../register-model/program';
import { incomplete, isOwed, reported } from '../register-model/reports';
import type { Invitation, Participation, World } from '../register-model/state';
import type { Chance } from '../support/chance';
import { children, others, women } from './people';
import { aFieldOf, aRule, aValueOf, anEntry } from './values';

type Weighed = WeighedOf<Act>;

/** Somebody who works in a municipality; seldom somebody who does not. */
export function workerOf(chance: Chance, world: World, municipality: Municipality): Actor {
  if (chance.happens(0.03)) return chance.pick([...(Object.keys(staff) as Actor[]), ...colleagues]);
  const here = world.grants.filter((grant) => grant.municipality === municipality).map(({ who }) => who);
  return chance.pick<Actor>([municipality === '0301' ? 'nina' : 'bjorn', municipality === '0301' ? 'marit' : 'berta', ...here]);
}

const administratorOf = (chance: Chance, municipality: Municipality): Actor =>
  chance.happens(0.05) ? chance.pick(Object.keys(staff) as Actor[]) : municipality === '0301' ? 'marit' : 'berta';

/** What somebody might do now that makes sense, and how likely it is. */
export function sensibleActs(chance: Chance, world: World, aside: number): Weighed[] {
  const active = world.participations.filter(({ dischargedAt }) => dischargedAt === null).length;
  return [
    [active === 0 ? 5 : active < 4 ? 1.2 : 0.2, () => aCreation(chance, world)],
    ...world.participations.flatMap((one) => ofParticipation(chance, world, one)),
    ...ofProjects(chance, world),
    ...ofReports(chance, world),
    [0.5, () => aTelling(chance, world)],
    ...[...ofInvitations(chance, world), ...ofDirectorate(chance, world)].map(([weight, act]): Weighed => [weight * aside, act]),
  ];
}

export function aCreation(chance: Chance, world: World): Act {
  const municipality = chance.pick(municipalities);
  const today = dayOf(world.now);
  return {
    do: 'create',
    by: workerOf(chance, world, municipality),
    municipality,
    number: chance.happens(0.8)
      ? chance.pick(women.some((one) => world.told.has(one)) && chance.happens(0.3) ? [...world.told.keys()] : women)
      : chance.pick([...children, ...others]),
    startOn: aStart(chance, today),
    financing: chance.happens(0.95) ? 'jobbsjansen_grant' : chance.pick(['', 'lottery', 'other']),
  };
}

/** A first day: lately, years ago, ahead, or no day at all. */
export function aStart(chance: Chance, today: Day): string {
  return chance.pick([
    addDays(today, -chance.below(60)),
    addDays(today, -chance.below(60)),
    addDays(today, -chance.below(1_600)),
    addDays(today, chance.below(40)),
    addDays(today, chance.pick([364, 365, 366])),
    ...(chance.happens(0.1) ? ['', '2026-02-30', '31.01.2026'] : []),
  ]);
}

function ofParticipation(chance: Chance, world: World, one: Participation): Weighed[] {
  const participation = one.ref;
  const by = workerOf(chance, world, one.municipality);
  const status = statusOf(one);
  const today = dayOf(world.now);
  const empty = missing(one, 'report');
  const here = { by, participation };
  const some = (fields: readonly string[]): Act => ({ do: 'save', ...here, back: 0, fields: Object.fromEntries(fields.map((field) => [field, aValueOf(chance, world, one, field, 1)])) });
  const acts: Weighed[] = [
    [0.5, () => ({ do: 'save', ...here, back: chance.pick([0, 0, 1, 2, 3]), fields: severalFields(chance, world, one) })],
    [0.12, () => ({ do: 'save', ...here, back: chance.pick([0, 0, 1]), fields: { nationalId: chance.pick([...women, ...women, ...children, ...others]) } })],
    [one.lookups.some(isOpen) ? 0.3 : (world.told.get(one.person.id!.number) ?? 'woman') === 'woman' ? 0.08 : 0.5, () => ({ do: 'askName', ...here })],
    [empty.includes('activities') ? 1.5 : 0.2, () => ({ do: 'addEntry', ...here, ...anEntry(chance, today, one) })],
  ];
  if (one.entries.length > 0) {
    const entry = chance.below(one.entries.length);
    const { kind } = one.entries[entry]!;
    acts.push([0.25, () => ({ do: 'changeEntry', ...here, entry, back: chance.pick([0, 0, 1, 3]), fields: anEntry(chance, today, one, kind).fields })]);
    acts.push([0.12, () => ({ do: 'removeEntry', ...here, entry, back: chance.pick([0, 0, 1, 3]) })]);
  }
  const fillable = empty.filter((field) => field !== 'activities' && !ending.includes(field));
  if (fillable.length > 0) acts.push([status === 'discharged' ? 0.1 : 1.6, () => some(fillable.length > 4 && chance.happens(0.2) ? fillable.slice(0, 3) : fillable)]);
  if (status === 'discharged') return [...acts, ...ofDischarged(chance, world, one, here)];
  acts.push([status === 'ended' ? 0.2 : 0.7, () => ({ do: 'end', ...here, fields: anEnding(chance, one, today) })]);
  acts.push([status === 'ended' && empty.length === 0 ? 4 : 0.15, () => ({ do: 'discharge', ...here })]);
  if (status === 'in_programme') acts.push([0.15, () => ({ do: 'save', ...here, back: 0, fields: { [chance.pick(['projectId', 'participantClass'])]: null } })]);
  if (status !== 'ended') return acts;
  const left = ending.filter((field) => one.fields[field] === null);
  if (left.length > 0) acts.push([1.5, () => some(left)]);
  return [...acts, [0.25, () => ({ do: 'save', ...here, back: 0, fields: { endOn: null } })]];
} // prettier-ignore

function ofDischarged(chance: Chance, world: World, one: Participation, here: Readonly<{ by: Actor; participation: number }>): Weighed[] {
  const today = dayOf(world.now);
  const end = (one.fields['endOn'] ?? today) as Day;
  const running = world.projects.filter(({ municipality }) => municipality === one.municipality);
  const startOn = (): string => chance.pick([end, addDays(end, 1), addDays(end > today ? end : today, 5), aStart(chance, today)]);
  return [
    [0.3, () => ({ do: 'reopen', ...here, reason: chance.happens(0.8) ? 'Feil dato.' : ' ' })],
    [1.2, () => ({ do: 'return', ...here, startOn: startOn(), financing: chance.happens(0.9) ? 'other' : 'lottery', project: running.length > 0 && chance.happens(0.9) ? `project ${chance.pick(running).ref}` : chance.pick(['', 'project 77']) })],
    [0.4, () => ({ do: 'save', ...here, back: 0, fields: { [chance.pick(['endOn', 'endOn', 'children', 'subReason', 'projectId', 'startOn'])]: null } })],
    [0.15, () => ({ do: 'save', ...here, back: 0, fields: { mainReason: chance.pick(['completed', 'interrupted']) } })],
    [0.15, () => ({ do: 'save', ...here, back: 0, fields: { endOn: addDays(end, chance.pick([-1, 1, 200])) } })],
  ];
} // prettier-ignore

function severalFields(chance: Chance, world: World, one: Participation): Record<string, string | number | null> {
  const fields = Array.from({ length: 1 + chance.below(3) }, () => aFieldOf(chance));
  return Object.fromEntries(fields.map((field) => [field, aValueOf(chance, world, one, field, 0.6)]));
}

/** What is registered at the end, all of it or the date alone. */
export function anEnding(chance: Chance, one: Participation, today: Day): Record<string, string> {
  const start = one.fields['startOn'] as Day;
  const endOn = chance.pick([today, today, addDays(today, -chance.below(40)), addDays(start, chance.pick([0, 1, 400])), addDays(start, -1), addDays(today, 90), ...(chance.happens(0.1) ? ['', 'i dag'] : [])]);
  if (chance.happens(0.35)) return { endOn };
  return { endOn, mainReason: 'interrupted', subReason: chance.pick(['pregnancy_or_birth', 'pregnancy_or_birth', 'moved', 'kvp']), situationAfter: 'at_home', incomeAfter: chance.happens(0.95) ? 'family' : 'lottery' };
} // prettier-ignore

function ofProjects(chance: Chance, world: World): Weighed[] {
  const today = dayOf(world.now);
  return municipalities.flatMap((municipality): Weighed[] => {
    const own = world.projects.filter((one) => one.municipality === municipality);
    const by = administratorOf(chance, municipality);
    const acts: Weighed[] = [[own.length === 0 ? 2.5 : 0.08, () => aProject(chance, today, municipality, by)]];
    if (own.length === 0) return acts;
    const { ref: project } = chance.pick(own);
    const change = chance.pick<Extract<Act, { do: 'changeProject' }>['change']>([{ endsOn: addDays(today, -1) }, { endsOn: today }, { endsOn: null }, { offersProgramme: chance.happens(0.5) }, { startsOn: addDays(today, 30), endsOn: null }, { endsOn: '2019-01-01' }, { startsOn: 'snart' }]);
    return [...acts, [0.12, () => ({ do: 'changeProject', by, project, back: chance.pick([0, 0, 0, 1]), change })]];
  });
} // prettier-ignore

export function aProject(chance: Chance, today: Day, municipality: Municipality, by: Actor): Act {
  return {
    do: 'addProject',
    by,
    municipality,
    name: `Prosjekt ${chance.below(9)}`,
    startsOn: chance.happens(0.85) ? '2020-01-01' : chance.pick([addDays(today, 20), 'snart']),
    endsOn: chance.happens(0.8) ? null : chance.pick([addDays(today, 200), '2019-12-31']),
    offersProgramme: chance.happens(0.85),
  };
}

function ofReports(chance: Chance, world: World): Weighed[] {
  return world.reports.flatMap((report): Weighed[] => {
    const { municipality, year } = report;
    const of = { year, municipality };
    const admin = administratorOf(chance, municipality);
    const ofYear = reported(world, municipality, year);
    const ready = incomplete(ofYear).length === 0;
    if (isOwed(report)) return [[ready ? 2 : 0.12, () => ({ do: 'submit', by: admin, ...of })]];
    if (report.state !== 'submitted') return [[0.05, () => ({ do: 'returnReport', by: 'dag', ...of, reason: 'Se på tallene.' })]];
    return [
      [0.3, () => ({ do: 'approve', by: chance.happens(0.9) ? 'dag' : admin, ...of })],
      [0.5, () => ({ do: 'returnReport', by: chance.happens(0.9) ? 'dag' : admin, ...of, reason: chance.happens(0.85) ? 'Se på tallene.' : '' })],
    ];
  });
} // prettier-ignore

function ofInvitations(chance: Chance, world: World): Weighed[] {
  const municipality = chance.pick(municipalities);
  return [
    [world.invitations.length < 3 ? 1 : 0.3, () => ({ do: 'invite', by: administratorOf(chance, municipality), whom: chance.happens(0.95) ? chance.pick(world.accounts.size > 0 && chance.happens(0.4) ? [...world.accounts.keys()] : chance.happens(0.6) ? colleagues.slice(0, 2) : colleagues) : noAddress, municipality, role: chance.happens(0.3) ? 'municipality_admin' : 'municipality_user' })],
    ...world.invitations.flatMap((one) => ofInvitation(chance, world, one)),
  ];
} // prettier-ignore

function ofInvitation(chance: Chance, world: World, one: Invitation): Weighed[] {
  const over = one.acceptedAt !== null || one.revokedAt !== null;
  const by = administratorOf(chance, one.municipality);
  const link = (): number => (chance.happens(0.75) ? one.links : Math.max(1, one.links - 1));
  const to = chance.happens(0.25) ? chance.pick<Colleague | typeof noAddress>([...colleagues, noAddress]) : undefined;
  return [
    [over ? 0.05 : 0.4, () => ({ do: 'open', invitation: one.ref, link: link() })],
    [over ? 0.08 : world.accounts.has(one.whom) ? 2.5 : 0.9, () => anAcceptance(chance, one.ref, link())],
    [over ? 0.05 : 0.25, () => ({ do: 'resend', by, invitation: one.ref, ...(to ? { to } : {}) })],
    [over ? 0.03 : 0.1, () => ({ do: 'revoke', by, invitation: one.ref })],
  ];
}

export function anAcceptance(chance: Chance, invitation: number, link: number): Act {
  const password = chance.pick(['good', 'good', 'other', 'short', 'common'] as const);
  return {
    do: 'accept',
    invitation,
    link,
    userName: chance.happens(0.85) ? chance.pick(['kari.k', 'lise.l', 'Kari.K']) : chance.pick(['k', 'nora n']),
    password,
  };
}

function ofDirectorate(chance: Chance, world: World): Weighed[] {
  const down = world.register.answers !== 'well';
  return [
    [down ? 1.5 : 0.15, () => aTurnOfTheRegister(chance, down)],
    [0.35, () => aRule(chance, dayOf(world.now))],
  ];
} // prettier-ignore

/** The population register knows something of a number, most often one that somebody has here. */
function aTelling(chance: Chance, world: World): Act {
  const known = world.people.flatMap(({ id }) => id?.number ?? []);
  const number = chance.pick(known.length > 0 && chance.happens(0.6) ? known : women);
  return { do: 'tell', number, as: chance.pick(['woman', 'man', 'dead', 'ceased', 'unknown', 'refused']) };
}

function aTurnOfTheRegister(chance: Chance, down: boolean): Act {
  if (down && chance.happens(0.8)) return { do: 'register', answers: 'well' };
  return chance.happens(0.35) ? { do: 'register', answers: 'not' } : { do: 'register', answers: 'later', hours: chance.pick([2, 6, 72]) };
}
