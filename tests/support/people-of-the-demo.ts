import type { OpenApi } from './open-api';
import { newId } from '../../db/core/ids';
import { addPeople, personByEmail } from '../../db/core/people';
import { ruleBook } from '../../db/core/rules';
import { transaction } from '../../db/core/transaction';
import { insertCertificate } from '../../db/certification/certificates';
import { clock } from '../../db/core/clock';
import { localDay, type PlainDate } from '../../domain/core/calendar';
import type { Certificate } from '../../domain/certification/certificate';
import { certificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import { aCertificate } from './cases';

type Out = { id: string; state: string; version: number };
type Rounds = { rounds: { id: string; state: string; deadlineOn: PlainDate }[] };

/** Somebody who takes part in a round: their enrolment, who they are, and their token. */
export type Participant = Readonly<{ enrolmentId: string; personId: string; email: string; token: string }>;

export type Cast = Readonly<{
  /** A token of a demo identity or of anybody's e-mail, made once. */
  token(identity: string): Promise<string>;
  /** The id of the round that is open for sign-up. */
  openRound(): Promise<string>;
  /** Somebody new, enrolled in a round as far as asked. */
  participant(
    state: 'requested' | 'studying' | 'task_open' | 'submitted',
    more?: Readonly<{ roundId?: string; email?: string }>,
  ): Promise<Participant>;
  /** Somebody new who is enrolled nowhere. */
  somebody(email?: string): Promise<{ personId: string; email: string; token: string }>;
  /** A certificate of somebody, without the way to it. */
  certificate(personId: string, changed?: Partial<Certificate>): Promise<Certificate>;
}>;

/** Makes people and brings them as far as a test needs, through the API where it can be. */
export function castOf({ server, database, settle }: OpenApi): Cast {
  const { db } = database;
  const { call } = server;
  const tokens = new Map<string, Promise<string>>();
  let count = 0;
  const nextEmail = (): string => `person-${(count += 1)}@firma.example`;
  const token = (identity: string): Promise<string> => {
    const known = tokens.get(identity) ?? server.token(identity);
    tokens.set(identity, known);
    return known;
  };
  const must = async <T>(as: string, method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await call<T>(method, path, { token: await token(as), body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const openRound = async (): Promise<string> => {
    await settle();
    const { rounds } = await must<Rounds>('coordinator', 'GET', '/certification/rounds');
    return rounds.find((one) => one.state === 'open' || one.state === 'running')!.id;
  };
  return {
    token,
    openRound,
    async participant(state, more = {}) {
      const email = more.email ?? nextEmail();
      const roundId = more.roundId ?? (await openRound());
      const person = { name: `Person ${email.split('@')[0]}`, email };
      const signedUp = await must<Out & { person: { id: string } }>('coordinator', 'POST', `/certification/rounds/${roundId}/enrolments`, {
        kind: 'full',
        person,
      });
      const one = { enrolmentId: signedUp.id, personId: signedUp.person.id, email, token: await token(email) };
      const path = `/certification/enrolments/${one.enrolmentId}`;
      if (state === 'requested') return one;
      await must('coordinator', 'POST', `${path}/admit`);
      await settle();
      if (state === 'studying') return one;
      await must(email, 'POST', `${path}/self-study-done`);
      if (state === 'task_open') return one;
      await must(email, 'PUT', `${path}/answer`, { text: `Besvarelse af ${email}` });
      return one;
    },
    async somebody(email = nextEmail()) {
      const createdAt = await clock(db);
      await transaction(db, (trx) => addPeople(trx, [{ name: `Person ${email.split('@')[0]}`, email, createdAt }]));
      return { personId: (await personByEmail(db, email))!.personId, email, token: await token(email) };
    },
    async certificate(personId, changed = {}) {
      const at = await clock(db);
      const today = localDay(at, zone);
      const issuedOn = changed.issuedOn ?? today;
      const number = `JAR-2026-${newId().replaceAll('-', '').slice(-10).toUpperCase()}`;
      const one = aCertificate({ certificateId: newId(), number, personId, ...changed, issuedOn });
      await transaction(db, async (trx) =>
        insertCertificate(trx, one, certificationRules(await ruleBook(trx), { version: 0, on: issuedOn, today }, true), at),
      );
      return one;
    },
  };
}
