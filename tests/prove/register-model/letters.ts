import { sentFrom } from '../model/time';
import { openTask, settleTask, type Invitation, type Letter, type World } from './state';

/** Which addresses the relay takes no mail for. */
const isRefused = (name: string): boolean => name.startsWith('avvist');

/** Puts a letter into the queue: due now, or when sending opens next (`domain.md` 1.3). */
export function write(world: World, to: string, template: string, about: Invitation | null, report: string | null = null): void {
  world.letters.push({ to, template, dueAt: sentFrom(world.now), state: 'queued', about, report });
}

/** The relay takes a letter, or will not. */
export function send(world: World, letter: Letter): void {
  letter.state = isRefused(letter.to) ? 'refused' : 'sent';
  if (letter.state !== 'refused') return;
  if (letter.about) openTask(world, `invitation ${letter.about.ref}`, 'municipality_admin', 'letter_refused');
  // The administrator cannot correct an address at which nothing reaches them.
  if (letter.report) openTask(world, letter.report, 'agency', 'letter_refused');
}

/** Letters about an invitation that wait have become untrue, and nobody need correct an address any more. */
export function withdraw(world: World, invitation: Invitation): void {
  for (const letter of world.letters) if (letter.about === invitation && letter.state === 'queued') letter.state = 'withdrawn';
  settleTask(world, `invitation ${invitation.ref}`, 'letter_refused');
}
