import { administrates, administratesIn, worksIn } from './access';
import type { Act } from './program';
import { refuse, type Project, type World } from './state';

const isDay = (text: string): boolean => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

/** Days as somebody typed them. Single fields first, then what they are together (`domain.md` 1.3). */
function refuseNoDays(startsOn: string, endsOn: string | null): void {
  if (!isDay(startsOn) || (endsOn !== null && !isDay(endsOn))) refuse('value_invalid');
}

function refuseCrossed(startsOn: string, endsOn: string | null): void {
  if (endsOn !== null && endsOn < startsOn) refuse('end_before_start');
}

export function addProject(world: World, act: Extract<Act, { do: 'addProject' }>): void {
  const { by, municipality, name, startsOn, endsOn, offersProgramme } = act;
  administrates(world, by);
  if (!worksIn(world, by, municipality) || !administratesIn(world, by, municipality)) refuse('not_found');
  refuseNoDays(startsOn, endsOn);
  refuseCrossed(startsOn, endsOn);
  if (world.projects.some((one) => one.municipality === municipality && one.name === name)) refuse('not_allowed_in_state');
  world.projects.push({ ref: world.projects.length, municipality, name, startsOn, endsOn, offersProgramme, version: 1 });
}

/** Changes a project; who did not see its newest version is refused. Participations that began in it stay. */
export function changeProject(world: World, { by, project: ref, back, change }: Extract<Act, { do: 'changeProject' }>): void {
  administrates(world, by);
  const project: Project | undefined = world.projects[ref];
  if (!project || !worksIn(world, by, project.municipality) || !administratesIn(world, by, project.municipality)) refuse('not_found');
  const after = { ...project, ...change };
  refuseNoDays(after.startsOn, after.endsOn);
  if (Math.max(1, project.version - back) !== project.version) refuse('changed_by_other');
  refuseCrossed(after.startsOn, after.endsOn);
  Object.assign(project, change, { version: project.version + 1 });
}
