import type { OpenApi } from './open-api';
import type { Answer } from './http';
import type { Knex } from 'knex';
import { addRuleSetting } from '../../db/core/rules';
import { clock } from '../../db/core/clock';
import { personByEmail } from '../../db/core/people';
import { transaction } from '../../db/core/transaction';
import { demoIdentities } from '../../api/core/demo';
import { norwegianNumber, womanNumber } from './norwegian-numbers';
import { endingFields } from './register-cases';

/** A participation as the API tells it; the parts that tests look at. */
export type ParticipationOut = Readonly<{
  id: string;
  code: string;
  state: string;
  version: number;
  person: { id: string; name: string | null; nationalId: string };
  municipality: { code: string };
  startOn: string;
  projectId: string | null;
  endOn: string | null;
  subReason: string | null;
  children: number | null;
  entries: { id: string; hoursPerWeek: number | null }[];
  lookup: { state: string } | null;
  warnings: { code: string; months?: number }[];
  missing: { start: string[]; report: string[]; discharge: string[] };
  readiness: { filled: number; of: number };
  agenda: { step: string }[];
  savedAt: string;
  dischargedAt: string | null;
  changedSinceDischarge: boolean;
  returnOf: string | null;
  notSaved?: Record<string, string>;
  entryId?: string;
  fields?: Record<string, string>;
}>;

type Ask = (
  as: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<ParticipationOut>>;

export type RegisterCast = Readonly<{
  ask: Ask;
  /** A number that nobody had before. */
  number(): string;
  create(as?: string, changed?: Record<string, unknown>): Promise<Answer<ParticipationOut>>;
  /** Somebody new, just created. */
  somebody(): Promise<ParticipationOut>;
  save(id: string, version: number, fields: Record<string, unknown>, as?: string): Promise<Answer<ParticipationOut>>;
  /** A project of Oslo that runs. */
  project(): Promise<string>;
  /** Somebody with every field filled, as far along as asked. */
  complete(until?: 'running' | 'ended' | 'discharged'): Promise<ParticipationOut>;
}>;

const path = '/register/participations';

/** A number of the kind that is never accepted: a help number. */
export const helpNumber = [200, 202, 204, 206]
  .map((individual) => norwegianNumber({ day: 12, month: 43, year: 85, individual, synthetic: false }))
  .find((one) => one !== undefined)!;

/** Turns synthetic numbers on or off, as the directorate would. */
export async function allowSynthetic(db: Knex, value: string, setBy?: string): Promise<void> {
  await transaction(db, async (trx) => {
    const by = setBy ?? (await personByEmail(trx, demoIdentities.directorate))!.personId;
    await addRuleSetting(trx, {
      key: 'fnr.allowSynthetic',
      value,
      validFrom: '2000-01-01',
      setBy: by,
      setAt: await clock(trx),
      moves: false,
      reason: 'test',
    });
  });
}

/** Makes participants in the register of the demo, through the API. */
export function registerCastOf({ server }: OpenApi): RegisterCast {
  const tokens = new Map<string, Promise<string>>();
  let count = 0;
  const ask: Ask = async (as, method, where, body, headers = {}) => {
    const token = tokens.get(as) ?? server.token(as);
    tokens.set(as, token);
    return server.call(method, where, { token: await token, ...(body === undefined ? {} : { body }), headers });
  };
  const number = (): string => {
    count += 1;
    return womanNumber((count % 28) + 1, (Math.floor(count / 28) % 12) + 1, 85, 40 + (count % 50));
  };
  const create: RegisterCast['create'] = (as = 'municipality-user', changed = {}) =>
    ask(as, 'POST', path, {
      nationalId: number(),
      startOn: '2026-01-15',
      municipality: '0301',
      financing: 'jobbsjansen_grant',
      ...changed,
    });
  const somebody = async (): Promise<ParticipationOut> => (await create()).body;
  const save: RegisterCast['save'] = (id, version, fields, as = 'municipality-user') =>
    ask(as, 'PATCH', `${path}/${id}`, fields, { 'if-match': `"${version}"` });
  const project = async (): Promise<string> => {
    const { body } = await server.call<{ projects: { id: string }[] }>('GET', '/register/projects', {
      token: await server.token('municipality-user'),
    });
    return body.projects[0]!.id;
  };
  return {
    ask,
    number,
    create,
    somebody,
    save,
    project,
    async complete(until = 'running') {
      const one = await somebody();
      await save(one.id, one.version, {
        projectId: await project(),
        participantClass: 'home_parent',
        countryBackground: 'SO',
        yearsInNorway: 6,
        education: 'primary',
        norwegianLevel: 'a2',
        literacy: 'reads_and_writes',
        workExperience: 'abroad',
        children: 3,
        incomeBefore: 'family',
      });
      const entry = { kind: 'activity', type: 'norwegian', fromOn: '2026-01-20', hoursPerWeek: 12.5 };
      let now = (await ask('municipality-user', 'POST', `${path}/${one.id}/entries`, entry)).body;
      if (until === 'running') return now;
      now = (await ask('municipality-user', 'POST', `${path}/${one.id}/end`, { ...endingFields, endOn: '2026-02-20' })).body;
      if (until === 'ended') return now;
      return (await ask('municipality-user', 'POST', `${path}/${one.id}/discharge`)).body;
    },
  };
}
