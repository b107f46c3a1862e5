import { dayOf } from '../model-support/days';
import { background } from '../register-model/fields';
import { colleagues, municipalities, staff, type Act, type Actor } from '../register-model/program';
import type { World } from '../register-model/state';
import type { Chance } from '../support/chance';
import { aCreation, anAcceptance, anEnding, aProject, aStart, workerOf } from './acts';
import { children, others, women } from './people';
import { aFieldOf, anEntry, aRule, aValueOf } from './values';

/** Any act at all, on anything that there is or is not. */
export function anyAct(chance: Chance, world: World): Act {
  const today = dayOf(world.now);
  const participation = chance.below(world.participations.length + 1);
  const one = world.participations[participation];
  const municipality = one?.municipality ?? chance.pick(municipalities);
  const here = { by: chance.happens(0.8) ? workerOf(chance, world, municipality) : chance.pick<Actor>([...(Object.keys(staff) as Actor[]), ...colleagues]), participation };
  const [invitation, project] = [chance.below(world.invitations.length + 1), chance.below(world.projects.length + 1)];
  const anywhere = { by: chance.pick<Actor>(['marit', 'berta', 'nina', 'dag']), municipality: chance.pick(municipalities), year: Number(today.slice(0, 4)) - chance.pick([0, 1, 1, 2]) };
  const field = aFieldOf(chance);
  return chance.pick<() => Act>([
    () => aCreation(chance, world),
    () => ({ do: 'save', ...here, back: chance.below(4), fields: { [field]: one ? aValueOf(chance, world, one, field, 0.3) : 'noe' } }),
    () => ({ do: 'save', ...here, back: chance.below(4), fields: Object.fromEntries(background.map((of) => [of, one ? aValueOf(chance, world, one, of, 0.7) : null])) }),
    () => ({ do: 'save', ...here, back: chance.below(3), fields: { nationalId: chance.pick([...women, ...children, ...others]), startOn: aStart(chance, today) } }),
    () => ({ do: 'addEntry', ...here, ...anEntry(chance, today, one) }),
    () => ({ do: 'removeEntry', ...here, entry: chance.below(3), back: chance.below(4) }),
    () => ({ do: 'end', ...here, fields: one ? anEnding(chance, one, today) : { endOn: today } }),
    () => ({ do: 'discharge', ...here }),
    () => ({ do: 'reopen', ...here, reason: chance.pick(['Feil.', '']) }),
    () => ({ do: 'return', ...here, startOn: aStart(chance, today), financing: 'other', project: `project ${project}` }),
    () => ({ do: 'askName', ...here }),
    () => ({ do: 'open', invitation, link: 1 + chance.below(2) }),
    () => anAcceptance(chance, invitation, 1),
    () => ({ do: 'resend', by: anywhere.by, invitation }),
    () => ({ do: 'revoke', by: anywhere.by, invitation }),
    () => ({ do: 'invite', by: anywhere.by, whom: chance.pick(colleagues), municipality: anywhere.municipality, role: 'municipality_user' }),
    () => aProject(chance, today, anywhere.municipality, anywhere.by),
    () => ({ do: 'submit', ...anywhere }),
    () => ({ do: 'approve', ...anywhere }),
    () => ({ do: 'returnReport', ...anywhere, reason: chance.pick(['Se på tallene.', '']) }),
    () => ({ ...aRule(chance, today), by: anywhere.by }) as Act,
  ])();
} // prettier-ignore
