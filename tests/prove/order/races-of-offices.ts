import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { clients, freshEmail, oneOf, type Racing, type Track } from './race';
import { aRound, casesOf, participant } from './tracks';

const refused = 'not_allowed_in_state';

async function agencyRole({ ask }: Track): Promise<Readonly<{ role: string; organisationId: string }>> {
  const { body } = await ask('agency', 'GET', '/organisations');
  const { organisations } = body as unknown as { organisations: { id: string; code: string }[] };
  return { role: 'grader', organisationId: organisations.find(({ code }) => code === 'wsp')!.id };
}
const keyed = (differ: boolean) => async (track: Track) => {
  const [{ id }, key, email] = [await aRound(track, 'open'), newId(), freshEmail()];
  return {
    cases: [id],
    ask: (at: number) =>
      track.ask(
        'coordinator',
        'POST',
        `/certification/rounds/${id}/enrolments`,
        { kind: 'full', person: { name: differ ? `Ny ${at}` : 'Ny', email } },
        { 'idempotency-key': key },
      ),
  };
};

/** Keys, letters, rules, people, the rehearsal's clock. */
export const adminRaces: readonly Racing[] = [
  {
    rule: 'one idempotency key',
    subject: keyed(false),
    allowed: [{ 201: clients }],
    async check({ api }, { cases }) {
      const found = await rows(api.database.db.raw('select 1 from enrolment where round_id = ?', [cases[0]!]));
      return found.length === 1 ? undefined : `${found.length} were signed up`;
    },
  },
  { rule: 'one idempotency key with other bodies', subject: keyed(true), allowed: [oneOf(201, 'idempotency_key_reused')] },
  {
    rule: 'sending a letter again',
    async subject(track) {
      const one = await participant(track, 'studying');
      const [letter] = await rows<{ id: string }>(
        track.api.database.db.raw(
          `update letter set state = 'refused', reply_code = 550 where case_id = ? and template = 'admitted' returning id`,
          [one.enrolmentId],
        ),
      );
      return { cases: casesOf(one), ask: () => track.ask('coordinator', 'POST', `/letters/${letter!.id}/send-again`) };
    },
    allowed: [oneOf(204, refused)],
  },
  {
    rule: 'starting to advance',
    async subject(track) {
      await track.api.database.db.raw(`update advance set state = 'failed' where state = 'running'`);
      return { cases: [], ask: () => track.ask('coordinator', 'POST', '/rehearsal/advance', { days: 1 }) };
    },
    allowed: [oneOf(202, 'advance_running')],
    alone: [],
    async check({ api }) {
      const ended = await rows(api.database.db.raw(`update advance set state = 'failed' where state = 'running' returning 1`));
      return ended.length === 1 ? undefined : `${ended.length} advances`;
    },
  },
  {
    // Each is a version of its own with a batch of its own; what follows from all of them is what follows from one.
    rule: 'declaring a batch',
    async subject(track) {
      const one = await participant(track, 'task_open');
      const body = { value: 5, transition: 'move', reason: 'proof' };
      return { cases: casesOf(one), ask: () => track.ask('agency', 'PUT', '/rules/jar.correctionDays', body) };
    },
    allowed: [{ 200: clients }],
    alone: [],
    async check({ api }) {
      const [one] = await rows<{ versions: number; batches: number; waiting: number }>(
        api.database.db.raw(`select count(distinct rule_version) as versions, count(*) as batches, count(*) filter (where finished_at is null) as waiting from batch where rule_key = 'jar.correctionDays'`), // prettier-ignore
      );
      const right = one!.versions === one!.batches && one!.batches % clients === 0 && one!.waiting === 0;
      return right ? undefined : JSON.stringify(one);
    },
  },
  {
    rule: 'changing the person that was seen',
    async subject(track) {
      const { personId } = await track.cast.somebody();
      const { version } = (await track.ask('agency', 'GET', `/people/${personId}`)).body;
      return {
        cases: [personId],
        ask: (at) => track.ask('agency', 'PATCH', `/people/${personId}`, { name: `Ny ${at}` }, { 'if-match': `"${version}"` }),
      };
    },
    allowed: [oneOf(200, 'changed_by_other')],
  },
  {
    rule: 'one address for two people',
    async subject(track) {
      const people = await Promise.all(Array.from({ length: clients }, () => track.cast.somebody(freshEmail())));
      const email = freshEmail();
      return {
        cases: people.map((one) => one.personId),
        ask: (at) => track.ask('agency', 'PATCH', `/people/${people[at]!.personId}`, { email }, { 'if-match': '"1"' }),
      };
    },
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'adding a person',
    async subject(track) {
      const email = freshEmail();
      return { cases: [], ask: () => track.ask('agency', 'POST', '/people', { name: 'Ny', email }) };
    },
    allowed: [{ 201: clients }],
    alone: [],
    async check({ api }) {
      const twice = await rows(
        api.database.db.raw('select 1 from person where email_key is not null group by email_key having count(*) > 1'),
      );
      return twice.length === 0 ? undefined : 'somebody is held twice';
    },
  },
  {
    rule: 'granting a role',
    async subject(track) {
      const [{ personId }, role] = [await track.cast.somebody(), await agencyRole(track)];
      return { cases: [personId], ask: () => track.ask('agency', 'POST', `/people/${personId}/roles`, role) };
    },
    allowed: [{ 204: clients }],
  },
  {
    rule: 'taking a role away',
    async subject(track) {
      const [{ personId }, role] = [await track.cast.somebody(), await agencyRole(track)];
      await track.ask('agency', 'POST', `/people/${personId}/roles`, role);
      return { cases: [personId], ask: () => track.ask('agency', 'POST', `/people/${personId}/roles/end`, role) };
    },
    allowed: [oneOf(204, 'not_found')],
  },
  {
    rule: 'erasing',
    async subject(track) {
      const { personId } = await track.cast.somebody();
      return { cases: [personId], ask: () => track.ask('agency', 'POST', `/people/${personId}/erase`, { reason: 'Ønsket.' }) };
    },
    allowed: [oneOf(204, 'not_found')],
  },
  {
    rule: 'ending a token',
    async subject(track) {
      const who = await track.cast.somebody();
      const token = await track.ask('coordinator', 'POST', '/me/tokens', { label: who.personId });
      return { cases: [], ask: () => track.ask('coordinator', 'DELETE', `/me/tokens/${token.body.id}`) };
    },
    allowed: [oneOf(204, 'not_found')],
    alone: [],
  },
  {
    // Each replaces the one before; what is kept is whole.
    rule: 'a snapshot of one name',
    subject: async (track) => ({ cases: [], ask: () => track.ask('coordinator', 'POST', '/rehearsal/snapshot', { name: 'proof' }) }),
    allowed: [{ 201: clients }],
    alone: [],
  },
];
