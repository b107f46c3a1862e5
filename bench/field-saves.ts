import type { HttpClient } from './http-client';
import type { Registered } from './register';

/** Fields that somebody saves one after the other, and what she chooses of; nothing else of a participation depends on them. */
const choices = [
  ['children', [3, 4, 5, 2]],
  ['norwegianLevel', ['a2', 'b1', 'b2', 'a1']],
  ['education', ['primary', 'vocational', 'higher', 'none']],
  ['yearsInNorway', [6, 7, 8, 9]],
  ['literacy', ['reads_and_writes', 'some', 'none']],
  ['workExperience', ['abroad', 'norway', 'both']],
  ['incomeBefore', ['social_assistance', 'family', 'wage']],
] as const;

/** The n-th save of a participation: always another value than the one before. */
export function nthSave(nth: number): Readonly<Record<string, string | number>> {
  const [field, values] = choices[nth % choices.length]!;
  return { [field]: values[(Math.floor(nth / choices.length) + 1) % values.length]! };
}

/** What saves the next field of the n-th participation over HTTP, on the version that was seen last. */
export function fieldSaves(client: HttpClient, token: string, some: readonly Registered[]): (at: number) => Promise<void> {
  const seen = some.map(() => ({ saves: 0, version: 2 }));
  return async (at) => {
    const [one, state] = [some[at % some.length]!, seen[at % some.length]!];
    const body = nthSave(state.saves);
    state.saves += 1;
    const { version } = await client.send<{ version: number }>('PATCH', `/register/participations/${one.participationId}`, {
      token,
      body,
      headers: { 'if-match': `"${state.version}"` },
    });
    state.version = version;
  };
}
