import { newId } from '../../../db/core/ids';
import { rows } from '../../../db/core/columns';
import { clients, freshEmail, oneOf, type Racing, type Track } from './race';
import { casesOf, must, passed, pathOf, waiting } from './tracks';

const [half, refused] = [clients / 2, 'not_allowed_in_state'];
const useOf = (eventId: string, person: string, caseNumber: string) => ({
  eventId,
  person,
  region: 'nordjylland',
  caseNumber,
  kind: 'draft_edit',
  at: '2026-03-02T09:00:00+01:00',
});

/** Somebody who was certified a year ago. */
const certified = async ({ cast }: Track) => {
  const { personId } = await cast.somebody();
  return cast.certificate(personId, { issuedOn: '2025-03-01' });
};

async function asked(track: Track): Promise<Readonly<{ cases: string[]; path: string }>> {
  const one = await passed(track);
  const { body } = must(await track.ask('coordinator', 'POST', `${pathOf(one)}/correct`, { what: 'verdict', reason: 'En fejl.' }));
  return { cases: [...casesOf(one), one.certificateId], path: `/certification/corrections/${body.id}` };
}

/** Certificates, uses, access from before the scheme (`domain.md` 2.4 to 2.6). */
export const certificateRaces: readonly Racing[] = [
  {
    rule: 'revoking',
    async subject(track) {
      const one = await passed(track);
      return {
        cases: [...casesOf(one), one.certificateId],
        ask: () => track.ask('coordinator', 'POST', `/certification/certificates/${one.certificateId}/revoke`, { reason: 'Udlånt.' }),
      };
    },
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'asking for a correction that needs a second person',
    async subject(track) {
      const one = await passed(track);
      return {
        cases: casesOf(one),
        ask: () => track.ask('coordinator', 'POST', `${pathOf(one)}/correct`, { what: 'verdict', reason: 'En fejl.' }),
      };
    },
    allowed: [oneOf(202, refused)],
  },
  {
    rule: 'confirming a correction',
    async subject(track) {
      const { cases, path } = await asked(track);
      return { cases, ask: () => track.ask('agency', 'POST', `${path}/confirm`) };
    },
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'confirming a correction against letting it be',
    async subject(track) {
      const { cases, path } = await asked(track);
      return { cases, ask: (at) => track.ask('agency', 'POST', at % 2 === 0 ? `${path}/confirm` : `${path}/withdraw`) };
    },
    allowed: [oneOf(200, refused)],
    alone: [[0], [1]],
  },
  {
    rule: 'confirming a correction against revoking',
    async subject(track) {
      const { cases, path } = await asked(track);
      return {
        cases,
        ask: (at) =>
          at % 2 === 0
            ? track.ask('agency', 'POST', `${path}/confirm`)
            : track.ask('coordinator', 'POST', `/certification/certificates/${cases[2]}/revoke`, { reason: 'Udlånt.' }),
      };
    },
    allowed: [
      { 200: 1, [refused]: clients - 1 },
      { 200: 2, [refused]: clients - 2 },
    ],
    alone: [
      [0, 1],
      [1, 0],
    ],
  },
  {
    rule: 'one event id with different content',
    async subject(track) {
      const [one, eventId] = [await certified(track), newId()];
      return {
        cases: [one.personId, one.certificateId],
        ask: (at) => track.ask('region-nordjylland', 'POST', '/certification/uses', useOf(eventId, one.number, `sag ${at}`)),
      };
    },
    allowed: [oneOf(200, 'event_id_conflict')],
  },
  {
    rule: 'one event id with the same content',
    async subject(track) {
      const [one, eventId] = [await certified(track), newId()];
      return {
        cases: [one.personId, one.certificateId],
        ask: () => track.ask('region-nordjylland', 'POST', '/certification/uses', useOf(eventId, one.number, 'sag')),
      };
    },
    allowed: [{ 200: clients }],
  },
  {
    rule: 'one event id for two people',
    async subject(track) {
      const [one, other, eventId] = [await certified(track), await certified(track), newId()];
      return {
        cases: [one.personId, other.personId],
        ask: (at) => track.ask('region-nordjylland', 'POST', '/certification/uses', useOf(eventId, [one, other][at % 2]!.number, 'sag')),
      };
    },
    allowed: [{ 200: half, event_id_conflict: half }],
    alone: [],
    async check({ api }, { cases }) {
      const found = await rows(api.database.db.raw('select 1 from certificate_use where person_id = any(?::uuid[])', [[...cases]]));
      return found.length === 1 ? undefined : `${found.length} uses are kept`;
    },
  },
  {
    rule: 'certificate numbers of many at once',
    async subject(track) {
      const people = await Promise.all(Array.from({ length: clients }, () => waiting(track)));
      return {
        cases: people.map((one) => one.personId),
        ask: (at) => track.ask('grader', 'POST', `${pathOf(people[at]!)}/grade`, { verdict: 'satisfactory' }),
      };
    },
    allowed: [{ 200: clients }],
    alone: [],
    async check({ api }, { cases }) {
      const [one] = await rows<{ count: number }>(
        api.database.db.raw('select count(distinct number) from certificate where person_id = any(?::uuid[])', [[...cases]]),
      );
      return one!.count === clients ? undefined : `${one!.count} numbers`;
    },
  },
  {
    rule: 'registering a proof',
    async subject(track) {
      const { personId } = await track.cast.somebody();
      return {
        cases: [personId],
        ask: () => track.ask('region-syddanmark', 'POST', '/certification/proofs', { personId, courseOn: '2025-06-10' }),
      };
    },
    allowed: [oneOf(201, refused)],
  },
  {
    rule: 'registering a proof of somebody new',
    async subject(track) {
      const email = freshEmail();
      return {
        cases: [],
        ask: () =>
          track.ask('region-syddanmark', 'POST', '/certification/proofs', { person: { name: 'Ny', email }, courseOn: '2025-06-10' }),
      };
    },
    allowed: [oneOf(201, refused)],
    alone: [],
  },
  {
    rule: 'registering an access from before the scheme',
    async subject(track) {
      const { personId: consultant } = await track.cast.somebody();
      const body = { consultant, region: 'nordjylland', evidenceOn: '2018-05-01', evidence: 'Brugerliste' };
      return { cases: [consultant], ask: () => track.ask('region-nordjylland', 'POST', '/certification/legacy-accesses', body) };
    },
    allowed: [oneOf(201, refused)],
  },
  {
    rule: 'ending an access from before the scheme',
    async subject(track) {
      const { personId: consultant } = await track.cast.somebody();
      const body = { consultant, region: 'nordjylland', evidenceOn: '2018-05-01', evidence: 'Brugerliste' };
      const { id } = must(await track.ask('region-nordjylland', 'POST', '/certification/legacy-accesses', body)).body;
      const end = { endedOn: '2026-01-01', reason: 'Fratrådt.' };
      return { cases: [consultant], ask: () => track.ask('region-nordjylland', 'POST', `/certification/legacy-accesses/${id}/end`, end) };
    },
    allowed: [oneOf(200, refused)],
  },
];
