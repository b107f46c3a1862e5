import { staff, type Actor, type Colleague, type Municipality } from './program';
import { refuse, type Participation, type World } from './state';

type Grant = Readonly<{ role: 'municipality_admin' | 'municipality_user' | 'directorate'; municipality: Municipality | null }>;

function grantsOf(world: World, by: Actor): readonly Grant[] {
  if (by in staff) return [staff[by as keyof typeof staff]];
  const colleague = by as Colleague;
  // Whoever was never written to cannot sign in.
  if (!world.known.has(colleague)) refuse('nobody');
  return world.grants.filter(({ who }) => who === colleague);
}

/** Only municipal administrators and users work in the register (`domain.md` 1.4). */
export function worksInRegister(world: World, by: Actor): void {
  if (!grantsOf(world, by).some(({ role }) => role !== 'directorate')) refuse('not_permitted');
}

/** Only administrators of some municipality. */
export function administrates(world: World, by: Actor): void {
  if (!grantsOf(world, by).some(({ role }) => role === 'municipality_admin')) refuse('not_permitted');
}

/** Only the directorate. */
export function ownsRegister(world: World, by: Actor): void {
  if (!grantsOf(world, by).some(({ role }) => role === 'directorate')) refuse('not_permitted');
}

/** Users see their own municipality only, all else is not there (`domain.md` 6.1). */
export function worksIn(world: World, by: Actor, municipality: Municipality): boolean {
  return grantsOf(world, by).some((grant) => grant.municipality === municipality);
}

export function administratesIn(world: World, by: Actor, municipality: Municipality): boolean {
  return grantsOf(world, by).some((grant) => grant.municipality === municipality && grant.role === 'municipality_admin');
}

/** A participation that somebody may work on. */
export function participationFor(world: World, by: Actor, ref: number): Participation {
  worksInRegister(world, by);
  const one = world.participations[ref];
  if (!one || !worksIn(world, by, one.municipality)) refuse('not_found');
  return one;
}

/** The administrators of a municipality who can be written to. */
export function administratorsOf(world: World, municipality: Municipality): readonly Actor[] {
  const first = (Object.keys(staff) as (keyof typeof staff)[]).filter(
    (name) => staff[name].role === 'municipality_admin' && staff[name].municipality === municipality,
  );
  const later = world.grants.filter((grant) => grant.municipality === municipality && grant.role === 'municipality_admin').map(({ who }) => who);
  return [...new Set<Actor>([...first, ...later])];
} // prettier-ignore
