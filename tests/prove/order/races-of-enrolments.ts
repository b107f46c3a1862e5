import { createEnrolmentSteps } from '../../../activities/certification/enrolment-steps';
import { clock, setRehearsalClock } from '../../../db/core/clock';
import { rows } from '../../../db/core/columns';
import { readEnrolmentFile } from '../../../db/certification/enrolments';
import { addDays, localDay } from '../../../domain/core/calendar';
import { closesAt } from '../../../domain/certification/round';
import { zone } from '../../../domain/certification/zone';
import { clients, freshEmail, oneOf, type Racing, type Subject, type Track } from './race';
import { aRound, casesOf, must, participant, pathOf, waiting } from './tracks';

const [half, refused] = [clients / 2, 'not_allowed_in_state'];
/** The same request by everybody about somebody who is as far as this. */
const alike =
  (state: 'requested' | 'studying' | 'task_open' | 'submitted', as: string | undefined, act: string, body?: unknown) =>
  async (track: Track): Promise<Subject> => {
    const one = await participant(track, state);
    return { cases: casesOf(one), ask: () => track.ask(as ?? one, 'POST', `${pathOf(one)}/${act}`, body) };
  };
const grading =
  (verdict: (at: number) => string, graders: readonly string[], before: readonly (readonly [string, string])[] = []) =>
  async (track: Track): Promise<Subject> => {
    await secondGrader(track, before.length > 0 || graders.length === 2);
    const one = await waiting(track);
    await secondGrader(track, false);
    // Verdicts come after the deadline: before it, also a second one is told that the round is not closed.
    await track.api.database.db.raw(`update round set deadline_on = material_on where id = (select round_id from enrolment where id = ?)`, [
      one.enrolmentId,
    ]);
    const grade = (as: string, what: string) =>
      track.ask(as, 'POST', `${pathOf(one)}/grade`, {
        verdict: what,
        ...(what === 'satisfactory' ? {} : { shortcomings: 'Kilder mangler.' }),
      });
    for (const [as, what] of before) must(await grade(as, what));
    return { cases: casesOf(one), ask: (at) => grade(graders[at % graders.length]!, verdict(at)) };
  };

/** Enrolments keep the value that they began with. */
async function secondGrader({ ask }: Track, on: boolean): Promise<void> {
  must(await ask('agency', 'PUT', '/rules/jar.secondGrader', { value: on ? 'on' : 'off', reason: 'proof' }));
  for (const name of ['grader3', 'grader4']) {
    const { body } = must(await ask('agency', 'POST', '/people', { name, email: `${name}@wsp.example` }));
    const organisations = (await ask('agency', 'GET', '/organisations')).body as unknown as {
      organisations: { id: string; code: string }[];
    };
    const organisationId = organisations.organisations.find(({ code }) => code === 'wsp')!.id;
    must(await ask('agency', 'POST', `/people/${body.id}/roles`, { role: 'grader', organisationId }));
  }
}

/** Sign-up, admission, hand-in, verdict (`domain.md` 2.3). */
export const enrolmentRaces: readonly Racing[] = [
  {
    rule: 'one open enrolment per person',
    async subject(track) {
      const [{ id }, email] = [await aRound(track, 'open'), freshEmail()];
      const person = { name: 'Ny', email };
      return {
        cases: [id],
        ask: () => track.ask('coordinator', 'POST', `/certification/rounds/${id}/enrolments`, { kind: 'full', person }),
      };
    },
    allowed: [oneOf(201, 'already_enrolled')],
  },
  {
    rule: 'one open enrolment per person, in two rounds',
    async subject(track) {
      const rounds = [await aRound(track, 'open'), await aRound(track, 'open')];
      const who = await track.cast.somebody(freshEmail());
      const body = { kind: 'full', person: { name: 'Ny', email: who.email } };
      return {
        cases: [who.personId],
        ask: (at) => track.ask('coordinator', 'POST', `/certification/rounds/${rounds[at % 2]!.id}/enrolments`, body),
      };
    },
    allowed: [oneOf(201, 'already_enrolled')],
  },
  { rule: 'admitting', subject: alike('requested', 'coordinator', 'admit'), allowed: [oneOf(200, refused)] },
  {
    rule: 'admitting one and admitting all',
    async subject(track) {
      const { id } = await aRound(track, 'running');
      const one = await track.cast.participant('requested', { roundId: id });
      return {
        cases: casesOf(one),
        ask: (at) => track.ask('coordinator', 'POST', at % 2 === 0 ? `${pathOf(one)}/admit` : `/certification/rounds/${id}/admit`),
      };
    },
    allowed: [
      { 200: half, [refused]: half },
      { 200: half + 1, [refused]: half - 1 },
    ],
  },
  {
    rule: 'admitting against withdrawing',
    async subject(track) {
      const one = await participant(track, 'requested');
      return {
        cases: casesOf(one),
        ask: (at) =>
          at % 2 === 0 ? track.ask('coordinator', 'POST', `${pathOf(one)}/admit`) : track.ask(one, 'POST', `${pathOf(one)}/withdraw`),
      };
    },
    allowed: [oneOf(200, refused, 1), oneOf(200, refused, 2)],
    alone: [[1], [0, 1]],
  },
  { rule: 'self-study done', subject: alike('studying', undefined, 'self-study-done'), allowed: [oneOf(200, refused)] },
  { rule: 'withdrawing', subject: alike('task_open', undefined, 'withdraw'), allowed: [oneOf(200, refused)] },
  {
    rule: 'withdrawing against handing in',
    async subject(track) {
      const one = await participant(track, 'task_open');
      return {
        cases: casesOf(one),
        ask: (at) =>
          at % 2 === 0
            ? track.ask(one, 'PUT', `${pathOf(one)}/answer`, { text: 'svar' })
            : track.ask(one, 'POST', `${pathOf(one)}/withdraw`),
      };
    },
    allowed: [{ 200: half, [refused]: half }, oneOf(200, refused)],
    alone: [[0], [1]],
  },
  {
    rule: 'the same answer handed in',
    async subject(track) {
      const one = await participant(track, 'task_open');
      return { cases: casesOf(one), ask: () => track.ask(one, 'PUT', `${pathOf(one)}/answer`, { text: 'svar' }) };
    },
    allowed: [{ 200: clients }],
  },
  {
    rule: 'handing in against the deadline',
    async subject(track) {
      const { db } = track.api.database;
      const deadlineOn = addDays(localDay(await clock(db), zone), 1);
      const { id } = await aRound(track, 'running', deadlineOn);
      const one = await track.cast.participant('task_open', { roundId: id });
      const { closeUndelivered, startGrading } = createEnrolmentSteps({ db });
      const close = async (): Promise<void> => {
        await setRehearsalClock(db, closesAt(deadlineOn));
        for (const due of (await readEnrolmentFile(db, one.enrolmentId, closesAt(deadlineOn)))!.agenda)
          if (due.step === 'startGrading') await startGrading(one.enrolmentId, due);
          else if (due.step === 'closeUndelivered') await closeUndelivered(one.enrolmentId, due);
      };
      return {
        cases: casesOf(one),
        async ask(at) {
          if (at === half) await close();
          return track.ask(one, 'PUT', `${pathOf(one)}/answer`, { text: `svar ${at}` });
        },
      };
    },
    allowed: (said) => (said['200'] ?? 0) >= 1 && (said['200'] ?? 0) + (said['deadline_passed'] ?? 0) === clients,
    alone: [],
    async check({ api }, { cases }) {
      const [one] = await rows<{ state: string; inTime: number; counts: boolean | null }>(
        api.database.db.raw(
          `select e.state, (select count(*) from answer where enrolment_id = e.id and not late)::int as "inTime",
             (select not late from answer where id = e.answer_id) as counts from enrolment e where e.id = ?`,
          [cases[0]!],
        ),
      );
      // Whoever was received in time has an answer that counts, whichever was committed first.
      const right = one!.inTime > 0 ? one!.state === 'under_grading' && one!.counts === true : one!.state === 'late';
      return right ? undefined : `${one!.inTime} in time, and the enrolment is ${one!.state}`;
    },
  },
  {
    rule: 'the first verdict',
    subject: grading((at) => ['satisfactory', 'not_satisfactory'][at % 2]!, ['grader', 'grader2', 'grader3@wsp.example']),
    allowed: [oneOf(200, refused)],
    alone: [[0], [1]],
  },
  {
    rule: 'the second grader',
    subject: grading(() => 'satisfactory', ['grader', 'grader2']),
    allowed: [oneOf(200, refused, 2)],
    alone: [[0, 1]],
  },
  {
    rule: 'the third verdict',
    subject: grading((at) => ['satisfactory', 'not_satisfactory'][at % 2]!, ['grader3@wsp.example', 'grader4@wsp.example'], [['grader', 'satisfactory'], ['grader2', 'not_satisfactory']]), // prettier-ignore
    allowed: [oneOf(200, refused)],
    alone: [[0], [1]],
  },
  {
    rule: 'a certificate for a pass',
    async subject(track) {
      const { db } = track.api.database;
      const one = await waiting(track);
      const { issueCertificate } = createEnrolmentSteps({ db });
      must(await track.ask('grader', 'POST', `${pathOf(one)}/grade`, { verdict: 'satisfactory' }));
      return {
        cases: casesOf(one),
        async ask() {
          const due = (await readEnrolmentFile(db, one.enrolmentId, await clock(db)))!.agenda[0];
          if (due?.step === 'issueCertificate') await issueCertificate(one.enrolmentId, due);
          return track.ask('coordinator', 'GET', pathOf(one));
        },
      };
    },
    allowed: [{ 200: clients }],
  },
  {
    rule: 'an extension',
    subject: alike('task_open', 'coordinator', 'extend', { deadlineOn: '2026-11-27', reason: 'Sygdom.' }),
    allowed: [oneOf(200, 'deadline_not_later')],
  },
  {
    rule: 'a correction',
    subject: alike('task_open', 'coordinator', 'correct', { what: 'admission', reason: 'En fejl.' }),
    allowed: [oneOf(200, refused)],
  },
  {
    rule: 'confirming an import',
    async subject(track) {
      const { id } = await aRound(track, 'open');
      const path = `/certification/rounds/${id}/enrolments/import`;
      const list = ['name,email', ...Array.from({ length: 20 }, () => `Ny,${freshEmail()}`)].join('\n');
      const { body } = must(await track.ask('coordinator', 'POST', path, list, { 'content-type': 'text/csv' }));
      return { cases: [id], ask: () => track.ask('coordinator', 'POST', `${path}/${body.id}/confirm`) };
    },
    allowed: [oneOf(200, 'import_confirmed')],
    async check({ api }, { cases }) {
      const [{ count } = { count: 0 }] = await rows<{ count: number }>(
        api.database.db.raw('select count(*) from enrolment where round_id = ?', [cases[0]!]),
      );
      return count === 20 ? undefined : `${count} were signed up`;
    },
  },
];
