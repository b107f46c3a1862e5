import type { Answer, CallOptions } from '../../support/http';
import { rows } from '../../../db/core/columns';
import { newId } from '../../../db/core/ids';
import { clock } from '../../../db/core/clock';
import type { Act, CertificateRef, Outcome, Participant, UseRow } from '../model/program';
import { dayOf } from '../model-support/days';
import { emailOf, type World } from './world';

type Refused = Readonly<{ code?: string }>;
type Of<D extends Act['do']> = Extract<Act, { do: D }>;
type Sent = Promise<Outcome | readonly Outcome[]>;

const reason = 'En fejl er opdaget.';

/** Does one act as somebody would: by requests to the API. @returns `ok`, the code of the refusal, or a verdict per row of uses */
export async function perform(world: World, act: Act): Sent {
  const { db, server } = world;
  const send = async <T = Refused>(
    by: string,
    method: string,
    path: string,
    options: Omit<CallOptions, 'token'> = {},
  ): Promise<Answer<T>> => server.call<T>(method, path, { ...options, token: world.token(by) });
  const outcome = async (by: string, method: string, path: string, options?: Omit<CallOptions, 'token'>): Promise<Outcome> => {
    const { status, body } = await send(by, method, `/certification${path}`, options);
    return status < 300 ? 'ok' : codeOf(status, body);
  };
  /** A round's or an enrolment's id, by the order in which they came to be, for ids ascend; one of nothing where there is none. */
  const nth = async (table: 'round' | 'enrolment', at: number): Promise<string> =>
    (await rows<{ id: string }>(db.raw(`select id from ${table} order by id offset ? limit 1`, [at])))[0]?.id ?? newId();
  const onRound = async (at: number, then: (id: string) => Sent): Sent => then(await nth('round', at));
  const onEnrolment = async (at: number, then: (id: string, participant: string) => Sent): Sent => {
    const id = await nth('enrolment', at);
    return then(id, await participantOf(world, id));
  };

  switch (act.do) {
    case 'createRound': {
      const { do: _, by, ...body } = act;
      return outcome(by, 'POST', '/rounds', { body });
    }
    case 'publish':
      return onRound(act.round, (id) => outcome(act.by, 'POST', `/rounds/${id}/publish`));
    case 'uploadMaterial':
      return onRound(act.round, (id) => outcome(act.by, 'PUT', `/rounds/${id}/material`, { body: aFile() }));
    case 'moveDeadline':
      return onRound(act.round, async (id) => {
        const [round] = await rows<{ version: number }>(db.raw('select version from round where id = ?', [id]));
        return outcome(act.by, 'PATCH', `/rounds/${id}`, {
          body: { deadlineOn: act.to },
          headers: { 'if-match': `"${round?.version ?? 1}"` },
        });
      });
    case 'cancelRound':
      return onRound(act.round, (id) => outcome(act.by, 'POST', `/rounds/${id}/cancel`, { body: { reason } }));
    case 'signUp':
      return onRound(act.round, (id) =>
        outcome(act.by, 'POST', `/rounds/${id}/enrolments`, {
          body: { kind: act.kind, person: { name: act.person, email: emailOf(act.person) } },
        }),
      );
    case 'import':
      return onRound(act.round, async (id) => importLines(act, id, send));
    case 'admit':
      return onEnrolment(act.enrolment, (id) => outcome(act.by, 'POST', `/enrolments/${id}/admit`));
    case 'withdraw':
      return onEnrolment(act.enrolment, (id, who) => outcome(who, 'POST', `/enrolments/${id}/withdraw`));
    case 'finishSelfStudy':
      return onEnrolment(act.enrolment, (id, who) => outcome(who, 'POST', `/enrolments/${id}/self-study-done`));
    case 'handIn':
      return onEnrolment(act.enrolment, (id, who) => outcome(who, 'PUT', `/enrolments/${id}/answer`, { body: { text: act.text } }));
    case 'grade':
      return onEnrolment(act.enrolment, (id) =>
        outcome(act.by, 'POST', `/enrolments/${id}/grade`, {
          body: { verdict: act.verdict, ...(act.verdict === 'satisfactory' ? {} : { shortcomings: 'Kilder mangler.' }) },
        }),
      );
    case 'pay':
      return onEnrolment(act.enrolment, (id) => outcome(act.by, 'POST', `/enrolments/${id}/payment`, { body: { state: act.state } }));
    case 'extend':
      return onEnrolment(act.enrolment, (id) =>
        outcome(act.by, 'POST', `/enrolments/${id}/extend`, { body: { deadlineOn: act.to, reason } }),
      );
    case 'correct':
      return onEnrolment(act.enrolment, (id) => outcome(act.by, 'POST', `/enrolments/${id}/correct`, { body: { what: act.what, reason } }));
    case 'confirmCorrection':
      return onEnrolment(act.enrolment, async (id) => {
        const asked = `select id from correction where enrolment_id = ? and state = 'asked'`;
        const [waiting] = await rows<{ id: string }>(db.raw(asked, [id]));
        return outcome(act.by, 'POST', `/corrections/${waiting?.id ?? newId()}/confirm`);
      });
    case 'use': {
      const { status, body } = await send<Refused & { verdict?: string }>(act.use.region, 'POST', '/certification/uses', {
        body: useBody(world, act.use),
      });
      return body.verdict ?? codeOf(status, body);
    }
    case 'uses':
      return listOfUses(world, act, send);
    case 'revoke': {
      const id = await certificateId(world, act.certificate);
      return outcome(act.by, 'POST', `/certificates/${id}/revoke`, { body: { reason } });
    }
    case 'proof':
      return outcome('syddanmark', 'POST', '/proofs', {
        body: {
          personId: world.personId(act.person),
          courseOn: act.courseOn,
          ...(act.lastUsedOn ? { lastUseOn: act.lastUsedOn } : {}),
        },
      });
    case 'legacy':
      return outcome(act.region, 'POST', '/legacy-accesses', {
        body: {
          consultant: world.personId(act.person),
          region: act.region,
          evidenceOn: act.evidenceOn,
          evidence: 'Kontrakt fra før ordningen.',
        },
      });
    case 'endLegacy':
      return endLegacy(world, act, outcome);
    case 'demand':
      return outcome(act.region, 'PUT', `/regions/${act.region}/demand`, {
        body: { requiresCertificateForNewAssignmentsFrom: act.from, reason },
      });
    case 'membership':
      return outcome(act.by, 'PUT', `/regions/${act.region}/membership`, { body: { from: act.from, to: act.until, reason } });
    case 'setRule': {
      const { key, value } = act.change;
      const answer = await send(act.by, 'PUT', `/rules/${key}`, {
        body: { value, reason, ...(act.validFrom ? { validFrom: act.validFrom } : {}) },
      });
      return answer.status < 300 ? 'ok' : codeOf(answer.status, answer.body);
    }
    case 'outage':
      return outcome(act.by, 'POST', '/outages', { body: { fromAt: act.from, toAt: act.to, reason } });
    case 'pass':
      await world.passTo(act.to);
      return 'ok';
  }
}

function codeOf(status: number, body: Refused | undefined): Outcome {
  // A refusal has a code. Whatever has none was not meant to be answered so.
  return body?.code ?? `status ${status}`;
}

type Send = <T = Refused>(by: string, method: string, path: string, options?: Omit<CallOptions, 'token'>) => Promise<Answer<T>>;

async function importLines(act: Of<'import'>, roundId: string, send: Send): Sent {
  const lines = act.lines.map(({ person, kind }) => `${person};${emailOf(person)};${kind}`);
  const path = `/certification/rounds/${roundId}/enrolments/import`;
  const read = await send<Refused & { id: string }>(act.by, 'POST', path, {
    body: ['navn;e-mail;type', ...lines, ''].join('\n'),
    headers: { 'content-type': 'text/csv' },
  });
  if (read.status >= 300) return codeOf(read.status, read.body);
  const confirmed = await send(act.by, 'POST', `${path}/${read.body.id}/confirm`);
  return confirmed.status < 300 ? 'ok' : codeOf(confirmed.status, confirmed.body);
}

async function listOfUses(world: World, { uses }: Of<'uses'>, send: Send): Sent {
  const { status, body } = await send<Refused & { verdicts?: { verdict: string }[] }>(uses[0]?.region ?? 'nordjylland', 'POST', '/certification/uses', {
    body: uses.map((use) => useBody(world, use)),
  }); // prettier-ignore
  return body.verdicts?.map(({ verdict }) => verdict) ?? codeOf(status, body);
}

function useBody(world: World, { person, ...use }: UseRow): Record<string, unknown> {
  return { ...use, person: world.personId(person), caseNumber: '101-1' };
}

async function endLegacy(
  world: World,
  { region, person }: Of<'endLegacy'>,
  outcome: (by: string, method: string, path: string, options?: Omit<CallOptions, 'token'>) => Promise<Outcome>,
): Sent {
  const { db } = world;
  const held = 'select id from legacy_access where region = ? and person_id = ? and ended_on is null';
  const [access] = await rows<{ id: string }>(db.raw(held, [region, world.personId(person)]));
  const endedOn = dayOf(await clock(db));
  return outcome(region, 'POST', `/legacy-accesses/${access?.id ?? newId()}/end`, { body: { endedOn, reason } });
}

async function certificateId(world: World, { person, at }: CertificateRef): Promise<string> {
  const nth = 'select id from certificate where person_id = ? order by id offset ? limit 1';
  return (await rows<{ id: string }>(world.db.raw(nth, [world.personId(person), at])))[0]?.id ?? newId();
}

/** Whose enrolment it is; of none, anybody. */
async function participantOf({ db }: World, enrolmentId: string): Promise<Participant> {
  const sql = `select split_part(p.email, '@', 1) as name from enrolment e join person p on p.id = e.person_id where e.id = ?`;
  return (await rows<{ name: Participant }>(db.raw(sql, [enrolmentId])))[0]?.name ?? 'anna';
}

function aFile(): FormData {
  const form = new FormData();
  form.append('files', new Blob(['Læs dette.'], { type: 'text/plain' }), 'materiale.txt');
  return form;
}
