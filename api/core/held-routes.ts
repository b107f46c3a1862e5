import { z } from 'zod';
import { themselvesOrAgency } from '../../domain/core/policies';
import { everythingHeld, type Held } from './held';
import { operation } from './operation';
import { route, type RouteTable } from './route';
import { byId, dayOut, id, instantOut, reason } from './schemas';

const row = z.record(z.string(), z.unknown());
const heldOut = z
  .strictObject({
    format: z.literal('frist-held/1'),
    madeAt: instantOut,
    person: z.strictObject({
      id,
      name: z.string().nullable(),
      email: z.string().nullable(),
      employer: z.string().nullable(),
      language: z.string(),
      heldSince: instantOut,
      erasedAt: instantOut.nullable(),
    }),
    nationalIds: z.array(z.strictObject({ country: z.string(), number: z.string(), since: instantOut, ceasedAt: instantOut.nullable() })),
    roles: z.array(z.strictObject({ role: z.string(), organisation: z.string(), grantedAt: instantOut, endedAt: instantOut.nullable() })),
    tokens: z.array(row),
    enrolments: z.array(
      z.strictObject({
        enrolment: row,
        round: z.strictObject({ year: z.int(), number: z.int() }),
        shortcomings: z.string().nullable(),
        answers: z.array(
          z.strictObject({
            receiptNumber: z.string(),
            receivedAt: instantOut,
            late: z.boolean(),
            sha256: z.string(),
            text: z.string().nullable(),
            files: z.array(z.strictObject({ name: z.string(), contentType: z.string(), size: z.int(), sha256: z.string() })),
          }),
        ),
      }),
    ),
    certificates: z.array(row),
    uses: z.array(z.looseObject({ usedAt: instantOut, usedOn: dayOut })),
    letters: z.array(
      z.strictObject({
        letterId: id,
        template: z.string(),
        language: z.string(),
        state: z.string(),
        writtenAt: instantOut,
        settledAt: instantOut.nullable(),
        subject: z.string().nullable(),
        text: z.string().nullable(),
      }),
    ),
    timeline: z.array(z.looseObject({ what: z.string(), effectiveAt: instantOut, recordedAt: instantOut })),
    tasks: z.array(row),
    lookups: z.array(
      z.strictObject({ at: instantOut, actorId: id, actorName: z.string().nullable(), what: z.string(), reason: z.string().nullable() }),
    ),
    other: z.array(z.strictObject({ table: z.string(), row })),
  })
  .meta({ id: 'Held' });

/** Everything held as it is given out: the same on the page's file and in the API. @param madeAt when it was asked for */
export function presentHeld({ person, since, enrolments, ...rest }: Held, madeAt: string): z.infer<typeof heldOut> {
  return {
    format: 'frist-held/1',
    madeAt,
    person: {
      id: person.personId,
      name: person.name,
      email: person.email,
      employer: person.employer,
      language: person.language,
      heldSince: since,
      erasedAt: person.erasedAt,
    },
    ...rest,
    enrolments: enrolments.map(({ answers, enrolment, ...one }) => ({
      ...one,
      enrolment: { ...enrolment },
      answers: answers.map(({ answer, text, files }) => ({
        receiptNumber: answer.receiptNumber,
        receivedAt: answer.receivedAt,
        late: answer.late,
        sha256: answer.sha256.toString('hex'),
        text,
        files: files.map(({ name, contentType, size, sha256 }) => ({ name, contentType, size, sha256: sha256.toString('hex') })),
      })),
    })),
  };
}

/** Everything held about a person, to take along. */
export function heldRoutes(table: RouteTable): void {
  const base = {
    tag: 'People',
    path: '/people/{id}/export',
    policy: themselvesOrAgency,
    params: byId,
    response: heldOut,
    codes: ['reason_needed'],
  } as const;
  route(
    table,
    operation({
      ...base,
      method: 'get',
      summary: 'Everything held about oneself',
      description: 'The agency gives its reason by POST: a reason never stands in an address.',
    }),
    async (context, { params }) => presentHeld(await everythingHeld(context, params.id, undefined), context.receivedAt),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      summary: 'Everything held about a person, with the reason for looking',
      description: 'The reason is kept in the log of look-ups, where the person can read it.',
      body: z.strictObject({ reason }),
    }),
    async (context, { params, body }) => presentHeld(await everythingHeld(context, params.id, body.reason), context.receivedAt),
  );
}
