import { rows } from '../../../db/core/columns';
import { addToken } from '../../../db/core/access';
import { fileOf } from '../../../db/core/files';
import { setRule } from '../../../api/core/rule-commands';
import { admit } from '../../../api/certification/enrolment-commands';
import { registerProof } from '../../../api/certification/certificate-commands';
import { createRound, publishRound, uploadMaterial } from '../../../api/certification/round-commands';
import { signUp } from '../../../api/certification/sign-up-commands';
import { newId } from '../../../db/core/ids';
import type { Answer, TestServer } from '../../support/http';
import { as, somebody } from '../../support/people';
import type { Stage } from '../../support/stage';
import type { Act } from './acts';

/** Sign-up of the round below is open, and every reminder of its deadline is past: what is written is written by what people do. */
export const ordersBegin = '2026-05-15T08:00:00.000Z';
const beforeDeadline = '2026-05-15T14:00:00+02:00';
const afterDeadline = '2026-05-16T10:00:00+02:00';

type Body = Readonly<{ id: string; code: string; late: boolean; verdict: string }>;
/** One order of acts, and whether each is sent twice at the same moment. */
export type Order = Readonly<{ acts: readonly Act[]; doubled: boolean }>;
/** What was answered, and what stands at the end. */
export type Lived = Readonly<{
  order: Order;
  answers: Readonly<Partial<Record<Act, string>>>;
  /** Answers of a repeat that were not those of the first time. */
  unequal: readonly string[];
  state: string;
  payment: string;
  certificates: readonly string[];
  letters: readonly string[];
}>;

type Participant = Readonly<{ order: Order; personId: string; enrolmentId: string; token: string; number: string }>;

/** Lives through many orders side by side on one installation: one advance of its clock passes the deadline for all of them. */
export async function liveOrders(stage: Stage, server: TestServer, orders: readonly Order[]): Promise<Lived[]> {
  const { db } = stage;
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const tokenOf = async (personId: string): Promise<string> => (await addToken(db, personId, 'proof', 1)).token;
  const staff = {
    coordinator: await tokenOf(coordinator),
    grader: await tokenOf(await somebody(db, 'bent@wsp.example', 'grader')),
    region: await tokenOf(await somebody(db, 'nanna@nord.example', 'region', 'nordjylland')),
  };
  const participants = await enrolAll(stage, coordinator, orders, tokenOf);

  const answers = new Map<Participant, Partial<Record<Act, Answer<Body>>>>(participants.map((one) => [one, {}]));
  const unequal = new Map(participants.map((one) => [one, [] as string[]]));
  const repeated = (one: Participant, what: Act, first: Answer<Body>, second: Answer<Body>): void => {
    if (!sameAnswer(what, first, second)) unequal.get(one)!.push(`${what}: ${said(what, first)}, ${said(what, second)}`);
  };
  const act = async (one: Participant, what: Act): Promise<void> => {
    const send = () => sendAct(server, staff, one, what);
    const [first, second] = one.order.doubled ? await Promise.all([send(), send()]) : [await send(), undefined];
    answers.get(one)![what] = first;
    if (second) repeated(one, what, first, second);
  };
  await everyone(participants, async (one) => {
    for (const what of one.order.acts.slice(0, one.order.acts.indexOf('deadline'))) await act(one, what);
  });
  await stage.passTo(afterDeadline);
  await everyone(participants, async (one) => {
    for (const what of one.order.acts.slice(one.order.acts.indexOf('deadline') + 1)) await act(one, what);
  });
  await stage.passTo('2026-05-16T12:00:00+02:00');

  // Once more, whatever succeeded: a repeat is answered alike and changes nothing. What came too late is kept each time.
  const before = await standing(stage, participants);
  await everyone(participants, async (one) => {
    for (const [what, first] of Object.entries(answers.get(one)!) as [Act, Answer<Body>][])
      if (first.status < 300 && !first.body.late) repeated(one, what, first, await sendAct(server, staff, one, what));
  });
  await stage.passTo('2026-05-16T13:00:00+02:00');
  const after = await standing(stage, participants);
  return participants.map((one) => {
    const [first, last] = [before.get(one.personId)!, after.get(one.personId)!];
    const changed = JSON.stringify(first) === JSON.stringify(last) ? [] : ['a repeat at the end changed something'];
    const given = Object.entries(answers.get(one)!).map(([what, answer]) => [what, said(what as Act, answer)]);
    return {
      order: one.order,
      answers: { ...Object.fromEntries(given), deadline: 'done' },
      unequal: [...unequal.get(one)!, ...changed],
      ...last,
    };
  });
}

/** Sixteen at a time. */
async function everyone(participants: readonly Participant[], work: (one: Participant) => Promise<void>): Promise<void> {
  const waiting = [...participants];
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let one = waiting.pop(); one; one = waiting.pop()) await work(one);
    }),
  );
}

async function enrolAll(
  stage: Stage,
  coordinator: string,
  orders: readonly Order[],
  tokenOf: (personId: string) => Promise<string>,
): Promise<Participant[]> {
  const { db } = stage;
  const agency = await somebody(db, 'aksel@styrelsen.example', 'agency');
  const south = await somebody(db, 'signe@syd.example', 'region', 'syddanmark');
  await setRule(await as(db, agency), 'jar.paymentGate', { value: 'before_certificate', reason: 'proof' });
  const by = await as(db, coordinator);
  const { roundId } = await createRound(by, {
    year: 2026,
    number: 2,
    signUpOpensOn: '2026-05-01',
    signUpClosesOn: '2026-05-15',
    materialOn: '2026-05-14',
    deadlineOn: '2026-05-15',
  });
  await publishRound(by, roundId);
  await uploadMaterial(by, roundId, [fileOf('m.txt', 'text/plain', Buffer.from('læs'))]);
  const participants: Participant[] = [];
  for (const [at, order] of orders.entries()) {
    const email = `order-${at}@firma.example`;
    const personId = await somebody(db, email);
    const { number } = await registerProof(await as(db, south), { consultant: personId, courseOn: '2025-06-10' });
    const { enrolmentId } = await signUp(by, roundId, { kind: 'recertification', source: 'form', person: { name: email, email } });
    await admit(by, enrolmentId);
    participants.push({ order, personId, enrolmentId, number, token: await tokenOf(personId) });
  }
  // What has been written so far goes out, so that nothing of it can be taken back.
  await stage.passTo(beforeDeadline);
  return participants;
}

function sendAct(
  server: TestServer,
  staff: Readonly<Record<'coordinator' | 'grader' | 'region', string>>,
  one: Participant,
  what: Act,
): Promise<Answer<Body>> {
  const path = `/certification/enrolments/${one.enrolmentId}`;
  const headers = { 'idempotency-key': `${what}-${one.enrolmentId}` };
  switch (what) {
    case 'handIn':
      return server.call<Body>('PUT', `${path}/answer`, { token: one.token, body: { text: `Besvarelse af ${one.enrolmentId}` } });
    case 'grade':
      return server.call<Body>('POST', `${path}/grade`, { token: staff.grader, headers, body: { verdict: 'satisfactory' } });
    case 'withdraw':
      return server.call<Body>('POST', `${path}/withdraw`, { token: one.token, headers });
    case 'pay':
      return server.call<Body>('POST', `${path}/payment`, { token: staff.coordinator, headers, body: { state: 'paid' } });
    case 'use':
      return server.call<Body>('POST', '/certification/uses', {
        token: staff.region,
        body: {
          eventId: `use-${one.enrolmentId}`,
          person: one.number,
          region: 'nordjylland',
          caseNumber: '101-1',
          kind: 'draft_edit',
          at: '2026-05-13T10:00:00+02:00',
        },
      });
    case 'deadline':
      throw new Error('Time passes for all at once.');
  }
}

function said(what: Act, { status, body }: Answer<Body>): string {
  if (status >= 400) return body?.code ?? `status ${status}`;
  if (what === 'handIn') return body.late ? 'late' : 'done';
  // Of two at once either may be the one that was first.
  return what === 'use' && body.verdict !== 'duplicate' && body.verdict !== 'counted' ? body.verdict : 'done';
}

/** A repeat is answered alike; a use that came twice says so, and an answer that came twice has one receipt. */
function sameAnswer(what: Act, one: Answer<Body>, other: Answer<Body>): boolean {
  if (what === 'use') return [one, other].some(({ body }) => body.verdict === 'duplicate') && one.status === 200 && other.status === 200;
  // Two late ones at the same moment are both kept, never graded (`domain.md` 2.3).
  if (what === 'handIn' && one.status === 200 && one.body.late) return other.status === 200 && other.body.late;
  return one.status === other.status && (one.status >= 400 ? one.body.code === other.body.code : one.body.id === other.body.id);
}

type Standing = Pick<Lived, 'state' | 'payment' | 'certificates' | 'letters'>;

async function standing({ db }: Stage, participants: readonly Participant[]): Promise<Map<string, Standing>> {
  const found = await rows<Standing & { personId: string }>(
    db.raw(
      `select e.person_id as "personId", e.state, e.payment,
         (select array_agg(case when c.revoked_on is not null then 'revoked' when c.replaced_on is not null then 'replaced'
            when c.kind = 'rsd_proof' and c.last_active_on <> '2026-05-13' then 'not moved' else 'active' end order by c.replaced_on)
          from certificate c where c.person_id = e.person_id) as certificates,
         (select array_agg(case when l.state = 'sent' then l.template else l.template || ' ' || l.state end order by l.template)
          from letter l where l.person_id = e.person_id) as letters
       from enrolment e where e.person_id = any(?::uuid[])`,
      [participants.map((one) => one.personId)],
    ),
  );
  return new Map(
    found.map(({ personId, ...one }) => [
      personId,
      { ...one, certificates: [...one.certificates].sort(), letters: [...one.letters].sort() },
    ]),
  );
}

/** Uses of which one closes the gap that others wait behind (`domain.md` 2.4). */
export const useDays = ['2023-12-20', '2025-11-01', '2026-02-01', '2022-06-01', '2025-12-20'] as const;

/** Reports these uses of certificates issued on 2022-01-01, each in its own order and each twice at once. @returns the day of last activity of each */
export async function useOrders({ db }: Stage, server: TestServer, orders: readonly (readonly string[])[]): Promise<string[]> {
  const south = await somebody(db, 'signe@syd.example', 'region', 'syddanmark');
  const { token } = await addToken(db, await somebody(db, 'nanna@nord.example', 'region', 'nordjylland'), 'proof', 1);
  for (const order of orders) {
    const { number } = await registerProof(await as(db, south), {
      consultant: await somebody(db, `${newId()}@firma.example`),
      courseOn: '2022-01-01',
    });
    for (const on of order) {
      const use = {
        eventId: `${number}-${on}`,
        person: number,
        region: 'nordjylland',
        caseNumber: '1',
        kind: 'draft_edit',
        at: `${on}T12:00:00+01:00`,
      };
      await Promise.all([1, 2].map(() => server.call('POST', '/certification/uses', { token, body: use })));
    }
  }
  const found = await rows<{ last: string }>(db.raw(`select last_active_on as last from certificate where issued_on = '2022-01-01'`));
  return found.map(({ last }) => last);
}
