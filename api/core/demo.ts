import { Refusal } from '../../domain/core/errors';
import { addToken } from '../../db/core/access';
import { personByEmail, type Person } from '../../db/core/people';
import type { Context } from './context';

/** Who may be signed in as in the demo, by a short name. */
export const demoIdentities = {
  coordinator: 'coordinator@wsp.example',
  grader: 'grader@wsp.example',
  grader2: 'grader2@wsp.example',
  consultant: 'consultant@firma.example',
  agency: 'agency@styrelsen.example',
  'region-nordjylland': 'jar@nordjylland.example',
  'region-midtjylland': 'jar@midtjylland.example',
  'region-syddanmark': 'jar@syddanmark.example',
  'region-hovedstaden': 'jar@hovedstaden.example',
  'region-sjaelland': 'jar@sjaelland.example',
} as const;

export type DemoIdentity = keyof typeof demoIdentities;

/** The person behind a demo name, or behind the e-mail of anybody held. Refuses with `not_found`. */
export async function demoPerson(context: Context, identity: string): Promise<Person> {
  const email = Object.hasOwn(demoIdentities, identity) ? demoIdentities[identity as DemoIdentity] : identity;
  const who = await personByEmail(context.db, email);
  if (!who) throw new Refusal('not_found');
  return who;
}

/** A token for anybody, for trying the product out. Only where the demo is on. */
export async function demoToken(context: Context, identity: string): Promise<string> {
  const who = await demoPerson(context, identity);
  return (await addToken(context.db, who.personId, 'demo', 30)).token;
}
