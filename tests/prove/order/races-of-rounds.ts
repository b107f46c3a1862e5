import { rows } from '../../../db/core/columns';
import { clients, oneOf, type Racing } from './race';
import { aRound, casesOf, must, pathOf } from './tracks';

const [half, refused] = [clients / 2, 'not_allowed_in_state'];
let year = 2098;

/** Rounds and outages (`domain.md` 2.2, 2.6). */
export const roundRaces: readonly Racing[] = [
  {
    rule: 'a number of a year',
    async subject(track) {
      // Made anew each time: those of before are cancelled.
      await track.api.database.db.raw(`update round set state = 'cancelled', over = true where year >= 2098 and state <> 'cancelled'`);
      return { cases: [], ask: () => track.ask('coordinator', 'POST', '/certification/rounds', { year: 2098, number: 1 }) };
    },
    allowed: [oneOf(201, refused)],
    alone: [],
    async check({ api }) {
      const found = await rows(api.database.db.raw(`select 1 from round where year = 2098 and state <> 'cancelled'`));
      return found.length === 1 ? undefined : `${found.length} rounds`;
    },
  },
  {
    rule: 'the last round that a year has room for',
    async subject(track) {
      year = year === 2099 ? 2100 : 2099;
      await track.api.database.db.raw(`update round set state = 'cancelled', over = true where year >= 2098 and state <> 'cancelled'`);
      for (let number = 1; number < 12; number += 1)
        must(await track.ask('coordinator', 'POST', '/certification/rounds', { year, number }));
      return { cases: [], ask: () => track.ask('coordinator', 'POST', '/certification/rounds', { year, number: 12 }) };
    },
    allowed: [oneOf(201, 'too_many_rounds')],
    alone: [],
    async check({ api }) {
      const found = await rows(api.database.db.raw(`select 1 from round where year = ? and state <> 'cancelled'`, [year]));
      return found.length === 12 ? undefined : `${found.length} rounds`;
    },
  },
  {
    rule: 'publishing',
    async subject(track) {
      const { id } = await aRound(track, 'draft');
      return { cases: [id], ask: () => track.ask('coordinator', 'POST', `/certification/rounds/${id}/publish`) };
    },
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'cancelling',
    async subject(track) {
      const { id } = await aRound(track, 'running');
      const one = await track.cast.participant('task_open', { roundId: id });
      return {
        cases: [id, ...casesOf(one)],
        ask: () => track.ask('coordinator', 'POST', `/certification/rounds/${id}/cancel`, { reason: 'For få.' }),
      };
    },
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'cancelling against handing in',
    async subject(track) {
      const { id } = await aRound(track, 'running');
      const one = await track.cast.participant('task_open', { roundId: id });
      return {
        cases: [id, ...casesOf(one)],
        ask: (at) =>
          at % 2 === 0
            ? track.ask(one, 'PUT', `${pathOf(one)}/answer`, { text: 'svar' })
            : track.ask('coordinator', 'POST', `/certification/rounds/${id}/cancel`, { reason: 'For få.' }),
      };
    },
    // One cancels; who was before it is taken in, and ends with the round all the same.
    allowed: ({ 200: done = 0, [refused]: not = 0 }) => done >= 1 && done <= half + 1 && done + not === clients,
    alone: [[1], [0, 1]],
  },
  {
    rule: 'cancelling against signing up',
    async subject(track) {
      const { id } = await aRound(track, 'open');
      const who = await track.cast.somebody();
      const body = { kind: 'full', person: { name: 'Ny', email: who.email } };
      return {
        cases: [id, who.personId],
        ask: (at) =>
          at % 2 === 0
            ? track.ask('coordinator', 'POST', `/certification/rounds/${id}/enrolments`, body)
            : track.ask('coordinator', 'POST', `/certification/rounds/${id}/cancel`, { reason: 'For få.' }),
      };
    },
    allowed: [
      { 200: 1, [refused]: half - 1, round_not_open: half },
      ...Array.from({ length: half }, (_, at) => ({ 200: 1, 201: 1, [refused]: half - 1, ...(at > 0 ? { already_enrolled: at } : {}), ...(at < half - 1 ? { round_not_open: half - 1 - at } : {}) })), // prettier-ignore
    ],
    alone: [[1], [0, 1]],
  },
  {
    rule: 'changing the version that was seen',
    async subject(track) {
      const { id, version } = await aRound(track, 'draft');
      const headers = { 'if-match': `"${version}"` };
      return {
        cases: [id],
        ask: (at) => track.ask('coordinator', 'PATCH', `/certification/rounds/${id}`, { priceDkk: 1_000 + at }, headers),
      };
    },
    allowed: [oneOf(200, 'changed_by_other')],
  },
  {
    rule: 'moving a deadline that was seen',
    async subject(track) {
      const { id } = await aRound(track, 'running');
      const one = await track.cast.participant('task_open', { roundId: id });
      const headers = { 'if-match': `"${(await track.ask('coordinator', 'GET', `/certification/rounds/${id}`)).body.version}"` };
      return {
        cases: [id, ...casesOf(one)],
        ask: () => track.ask('coordinator', 'PATCH', `/certification/rounds/${id}`, { deadlineOn: '2026-11-25' }, headers),
      };
    },
    allowed: [oneOf(200, 'changed_by_other')],
  },
  {
    // Each is declared and stays on record; of those on one day the first moves the deadline, and nobody is told twice.
    rule: 'outages on one day',
    async subject(track) {
      const { id } = await aRound(track, 'running', '2026-10-20');
      const one = await track.cast.participant('task_open', { roundId: id });
      const body = { fromAt: '2026-10-20T08:00:00.000Z', toAt: '2026-10-20T10:00:00.000Z', reason: 'Strømmen gik.' };
      return { cases: [id, ...casesOf(one)], ask: () => track.ask('agency', 'POST', '/certification/outages', body) };
    },
    allowed: [{ 201: clients }],
    alone: [],
    async check({ api }, { cases }) {
      const [one] = await rows<{ on: string; letters: number }>(
        api.database.db.raw(`select deadline_on as "on", (select count(*) from letter where case_id = ? and template = 'deadline_moved') as letters from round where id = ?`, [cases[1]!, cases[0]!]), // prettier-ignore
      );
      await api.database.db.raw(`update round set state = 'cancelled', over = true where id = ?`, [cases[0]!]);
      await api.database.db.raw('delete from outage_round');
      await api.database.db.raw('delete from outage');
      return one!.on === '2026-10-21' && one!.letters === 1 ? undefined : `the deadline is ${one!.on}, with ${one!.letters} letters`;
    },
  },
];
