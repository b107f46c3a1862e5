import { Refusal } from '../../domain/core/errors';
import type { Grant, Role } from '../../domain/core/actors';
import { actorOf, addToken, organisations } from '../../db/core/access';
import { peopleByEmail, personByEmail, type Person } from '../../db/core/people';
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
  'municipality-admin': 'marit@oslo.kommune.example',
  'municipality-user': 'nina@oslo.kommune.example',
  'municipality-user-2': 'bjorn@bergen.kommune.example',
  directorate: 'ida@imdi.example',
} as const;

export type DemoIdentity = keyof typeof demoIdentities;

/** Somebody of the demo, with the roles and organisations by which they are told apart. */
export type DemoPerson = Readonly<{
  identity: DemoIdentity;
  name: string;
  grants: readonly Readonly<{ role: Role; organisationName: string }>[];
}>;

/** Those of the demo who are held. */
export async function demoPeople(context: Context): Promise<DemoPerson[]> {
  const identities = Object.keys(demoIdentities) as DemoIdentity[];
  const known = await peopleByEmail(context.db, Object.values(demoIdentities));
  const names = new Map((await organisations(context.db)).map((one) => [one.organisationId, one.name]));
  const found = identities.map(async (identity): Promise<DemoPerson[]> => {
    const who = known.get(demoIdentities[identity]);
    const actor = who && (await actorOf(context.db, who.personId));
    if (!who?.name || !actor) return [];
    const grants = actor.grants.map((grant: Grant) => ({ role: grant.role, organisationName: names.get(grant.organisationId) ?? '' }));
    return [{ identity, name: who.name, grants }];
  });
  return (await Promise.all(found)).flat();
}

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
