import { z } from 'zod';
import { roles } from '../../domain/core/actors';
import { agencyOnly, anyone, seeLetters, signedIn, staff, themselvesOrAgency } from '../../domain/core/policies';
import { Refusal } from '../../domain/core/errors';
import type { TimelineEvent } from '../../db/core/timeline';
import type { Advance } from '../../db/core/advance';
import { caseTimelineAllowed } from '../certification/case-access';
import { demoIdentities, demoToken } from './demo';
import { letters, sendAgain } from './letter-commands';
import { operation } from './operation';
import { operations, wakeOverdue } from './operations-queries';
import * as people from './people-commands';
import * as rehearsal from './rehearsal-commands';
import { route, type RouteTable } from './route';
import { ruleList, ruleView, setRule } from './rule-commands';
import { byId, day, dayOut, id, instant, instantOut, line, reason } from './schemas';
import * as signIn from './sign-in-commands';
import { myTasks } from './task-queries';
import { personTimeline } from './timeline-queries';

export type CoreRouteOptions = Readonly<{ demo: boolean; rehearsal: boolean }>;

/** The API that all systems share. */
export function coreRoutes(table: RouteTable, options: CoreRouteOptions): void {
  accountRoutes(table);
  peopleRoutes(table);
  ruleRoutes(table);
  logRoutes(table);
  if (options.demo) demoRoutes(table);
  if (options.rehearsal) rehearsalRoutes(table);
}

const tokenOut = z.strictObject({ id, label: z.string(), createdAt: instantOut, expiresAt: instantOut, revokedAt: instantOut.nullable() });
const grantOut = z.object({ role: z.enum(roles), organisationId: id, organisationCode: z.string() });
const personOut = z
  .strictObject({
    id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    employer: z.string().nullable(),
    language: z.string(),
    erased: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Person' });
const presentPerson = (who: Awaited<ReturnType<typeof signIn.me>>) => ({
  id: who.personId,
  name: who.name,
  email: who.email,
  employer: who.employer,
  language: who.language,
  erased: who.erasedAt !== null,
  version: who.version,
});

function accountRoutes(table: RouteTable): void {
  const tag = 'Account';
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/sign-in/links',
      summary: 'Mail a one-time link for signing in; the same answer whether the address is known or not',
      policy: anyone,
      body: z.strictObject({ email: z.string().max(400) }),
      status: 202,
      response: z.strictObject({ accepted: z.literal(true) }),
      codes: ['too_many_requests'],
    }),
    async (context, { body }) => {
      await signIn.sendSignInLink(context, table.limits, body.email);
      return { accepted: true as const };
    },
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/me',
      summary: 'Who is signed in, with roles',
      policy: signedIn,
      response: personOut.extend({ roles: z.array(grantOut) }),
    }),
    async (context) => ({ ...presentPerson(await signIn.me(context)), roles: [...context.actor.grants] }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/me/tokens',
      summary: 'Your API tokens',
      policy: signedIn,
      response: z.strictObject({ tokens: z.array(tokenOut) }),
    }),
    async (context) => ({
      tokens: (await signIn.myTokens(context)).map(({ tokenId, ...one }) => ({ id: tokenId, ...one })),
    }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/me/tokens',
      summary: 'Make an API token; it is shown this once',
      policy: signedIn,
      body: z.strictObject({ label: line(100) }),
      status: 201,
      response: z.strictObject({ id, token: z.string() }),
    }),
    async (context, { body }) => {
      const { tokenId, token } = await signIn.createToken(context, body.label);
      return { id: tokenId, token };
    },
  );
  route(
    table,
    operation({ method: 'delete', tag, path: '/me/tokens/{id}', summary: 'End an API token', policy: signedIn, params: byId, status: 204 }),
    async (context, { params }) => {
      await signIn.endToken(context, params.id);
      return undefined;
    },
  );
  const taskOut = z.strictObject({
    id,
    caseKind: z.string(),
    caseId: id,
    role: z.string(),
    what: z.string(),
    data: z.record(z.string(), z.unknown()),
    since: instantOut,
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/tasks',
      summary: 'What needs somebody of your roles',
      policy: signedIn,
      response: z.strictObject({ tasks: z.array(taskOut) }),
    }),
    async (context) => ({
      tasks: (await myTasks(context)).map(({ taskId, ...task }) => ({ id: taskId, ...task })),
    }),
  );
}

function peopleRoutes(table: RouteTable): void {
  const tag = 'People';
  const base = { tag, policy: agencyOnly } as const;
  const staffOut = z.strictObject({
    id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    roles: z.array(grantOut.extend({ organisationName: z.string() })),
  });
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people/search',
      summary: 'People with roles, or those whose name or address begins like `q`',
      body: z.strictObject({ q: z.string().trim().max(200).optional() }),
      response: z.strictObject({ people: z.array(staffOut) }),
    }),
    async (context, { body }) => ({
      people: (await people.peopleList(context, body.q || null)).map(({ personId, grants, ...one }) => ({
        id: personId,
        ...one,
        roles: [...grants],
      })),
    }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people',
      summary: 'Add a person',
      body: z.strictObject({ name: line(200), email: z.string().max(400), employer: line(200).optional() }),
      status: 201,
      response: personOut,
      codes: ['email_invalid'],
    }),
    async (context, { body }) => presentPerson(await people.addPerson(context, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/people/{id}',
      summary: 'One person',
      policy: themselvesOrAgency,
      params: byId,
      response: personOut,
    }),
    async (context, { params }) => presentPerson((await people.personView(context, params.id)).person),
  );
  route(
    table,
    operation({
      ...base,
      method: 'patch',
      path: '/people/{id}',
      summary: 'Correct name, address, employer or language',
      policy: themselvesOrAgency,
      params: byId,
      ifMatch: true,
      body: z
        .strictObject({ name: line(200), email: z.string().max(400), employer: line(200), language: z.enum(['da', 'nb', 'en']) })
        .partial(),
      response: personOut,
      codes: ['changed_by_other', 'email_invalid', 'if_match_missing'],
    }),
    async (context, { params, body, version }) => presentPerson(await people.changePerson(context, params.id, version!, body)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/people/{id}/erase',
      summary: 'Erase a person: what is sealed with their key is never read again',
      params: byId,
      body: z.strictObject({ reason }),
      status: 204,
      codes: ['reason_needed'],
    }),
    async (context, { params, body }) => {
      await people.erase(context, params.id, body.reason);
      return undefined;
    },
  );
  const organisationOut = z.strictObject({ id, kind: z.string(), code: z.string(), name: z.string() });
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/organisations',
      summary: 'The organisations',
      policy: staff,
      response: z.strictObject({ organisations: z.array(organisationOut) }),
    }),
    async (context) => ({
      organisations: (await people.organisationList(context)).map(({ organisationId, ...one }) => ({ id: organisationId, ...one })),
    }),
  );
  const roleBody = z.strictObject({ role: z.enum(roles), organisationId: id });
  for (const [verb, path, act] of [
    ['Grant a role', '/people/{id}/roles', people.addRole],
    ['Take a role away', '/people/{id}/roles/end', people.removeRole],
  ] as const)
    route(
      table,
      operation({
        ...base,
        method: 'post',
        path,
        summary: verb,
        params: byId,
        body: roleBody,
        status: 204,
        codes: ['value_invalid', 'not_allowed_in_state'],
      }),
      async (context, { params, body }) => {
        await act(context, { personId: params.id, ...body });
        return undefined;
      },
    );
}

function ruleRoutes(table: RouteTable): void {
  const tag = 'Rules';
  const historyOut = z.strictObject({
    key: z.string(),
    value: z.unknown(),
    validFrom: dayOut,
    version: z.int(),
    setBy: id.nullable(),
    setByName: z.string().nullable(),
    setAt: instantOut,
    reason: z.string().nullable(),
  });
  const ruleOut = z
    .strictObject({ key: z.string(), value: z.unknown(), initial: z.unknown(), moving: z.boolean(), history: z.array(historyOut) })
    .meta({ id: 'Rule' });
  const byKey = z.strictObject({ key: z.string().max(100) });
  const shown = (one: Awaited<ReturnType<typeof ruleView>>) => ({ ...one, history: [...one.history] });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules',
      summary: 'All rule values',
      policy: agencyOnly,
      response: z.strictObject({ rules: z.array(ruleOut) }),
    }),
    async (context) => ({ rules: (await ruleList(context)).map(shown) }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rules/{key}',
      summary: 'One rule value with its history',
      policy: agencyOnly,
      params: byKey,
      response: ruleOut,
    }),
    async (context, { params }) => shown(await ruleView(context, params.key)),
  );
  route(
    table,
    operation({
      method: 'put',
      tag,
      path: '/rules/{key}',
      summary: 'Set a rule value from a day on',
      policy: agencyOnly,
      params: byKey,
      body: z.strictObject({ value: z.unknown(), validFrom: day.optional(), reason }),
      response: ruleOut,
      codes: ['value_invalid', 'reason_needed'],
    }),
    async (context, { params, body }) => shown(await setRule(context, params.key, body)),
  );
}

function logRoutes(table: RouteTable): void {
  const tag = 'Log';
  const letterOut = z
    .strictObject({
      id,
      caseKind: z.string(),
      caseId: id,
      personId: id,
      personName: z.string().nullable(),
      template: z.string(),
      language: z.string(),
      state: z.enum(['queued', 'sent', 'refused', 'bounced', 'withdrawn']),
      occasion: z.string(),
      writtenAt: instantOut,
      dueAt: instantOut,
      settledAt: instantOut.nullable(),
      attempts: z.int(),
      replyCode: z.int().nullable(),
    })
    .meta({ id: 'Letter' });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/letters',
      summary: 'Letters with their states; their texts stay sealed',
      policy: seeLetters,
      query: z.strictObject({ case: id.optional(), person: id.optional(), state: letterOut.shape.state.optional() }),
      response: z.strictObject({ letters: z.array(letterOut) }),
    }),
    async (context, { query }) => ({
      letters: (await letters(context, { caseId: query.case, personId: query.person, state: query.state })).map(
        ({ letterId, ...letter }) => ({ id: letterId, ...letter }),
      ),
    }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/letters/{id}/send-again',
      summary: 'Send a refused letter again',
      policy: seeLetters,
      params: byId,
      status: 204,
      codes: ['not_allowed_in_state'],
    }),
    async (context, { params }) => {
      await sendAgain(context, params.id);
      return undefined;
    },
  );

  const eventOut = z
    .strictObject({
      id,
      caseKind: z.string(),
      caseId: id,
      personId: id.nullable(),
      actorId: id.nullable(),
      what: z.string(),
      effectiveAt: instantOut,
      recordedAt: instantOut,
      data: z.record(z.string(), z.unknown()),
      rulesVersion: z.int().nullable(),
    })
    .meta({ id: 'TimelineEvent' });
  const presentEvent = ({
    eventId,
    caseKind,
    caseId,
    personId,
    actorId,
    what,
    effectiveAt,
    recordedAt,
    data,
    rulesVersion,
  }: TimelineEvent) => ({ id: eventId, caseKind, caseId, personId, actorId, what, effectiveAt, recordedAt, data, rulesVersion });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/timeline',
      summary: 'What happened to a case, or to a person',
      policy: signedIn,
      query: z.strictObject({ case: id.optional(), person: id.optional() }),
      response: z.strictObject({ events: z.array(eventOut) }),
    }),
    async (context, { query }) => {
      if (query.person) return { events: (await personTimeline(context, query.person)).map(presentEvent) };
      if (!query.case) throw new Refusal('invalid_request', { fields: { case: 'missing' } });
      return { events: (await caseTimelineAllowed(context, query.case)).map(presentEvent) };
    },
  );
  const lookupOut = z.strictObject({
    lookupId: id,
    at: instantOut,
    actorId: id,
    actorName: z.string().nullable(),
    personId: id.nullable(),
    personName: z.string().nullable(),
    what: z.string(),
    filter: z.record(z.string(), z.unknown()).nullable(),
    count: z.int().nullable(),
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/lookups',
      summary: 'Who looked at whom',
      policy: agencyOnly,
      query: z.strictObject({ person: id.optional(), actor: id.optional() }),
      response: z.strictObject({ lookups: z.array(lookupOut) }),
    }),
    async (context, { query }) => ({
      lookups: await people.lookupLog(context, {
        ...(query.person ? { personId: query.person } : {}),
        ...(query.actor ? { actorId: query.actor } : {}),
      }),
    }),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/operations',
      summary: 'Whether promises are being kept: wakes, overdue cases, letters, workers',
      policy: agencyOnly,
      response: z.looseObject({ openCases: z.int(), waitingWakes: z.int() }),
    }),
    async (context) => ({ ...(await operations(context)) }),
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/operations/wake',
      summary: 'Wake what is overdue once more',
      policy: agencyOnly,
      response: z.strictObject({ woken: z.int() }),
    }),
    async (context) => ({ woken: await wakeOverdue(context) }),
  );
}

function demoRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag: 'Demo',
      path: '/demo/tokens',
      summary: 'A token for anybody, for trying the product out',
      description: `\`identity\` is one of ${Object.keys(demoIdentities).join(', ')}, or the e-mail of anybody held. Only where the demo is on.`,
      policy: anyone,
      body: z.strictObject({ identity: z.string().max(400) }),
      response: z.strictObject({ token: z.string() }),
    }),
    async (context, { body }) => ({ token: await demoToken(context, body.identity) }),
  );
}

function rehearsalRoutes(table: RouteTable): void {
  const tag = 'Rehearsal';
  const advanceOut = z
    .strictObject({
      id,
      state: z.enum(['running', 'done', 'failed']),
      from: instantOut,
      to: instantOut,
      hops: z.int(),
      stuck: z.array(z.string()),
      status: z.string(),
      events: z.array(z.strictObject({ at: instantOut, case: z.string(), what: z.string(), how: z.string() })),
    })
    .meta({ id: 'Advance' });
  const present = (one: Advance, lived: Awaited<ReturnType<typeof rehearsal.advanceReport>>['lived'] = []) => ({
    id: one.advanceId,
    state: one.state,
    from: one.fromAt,
    to: one.targetAt,
    hops: one.hops,
    stuck: one.stuck,
    status: `/api/v1/rehearsal/advances/${one.advanceId}`,
    events: lived.map((event) => ({ at: event.at, case: event.story, what: event.what, how: event.how })),
  });
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rehearsal/clock',
      summary: 'The instant at which the rehearsal stands',
      policy: anyone,
      response: z.strictObject({ now: instantOut, openStories: z.int(), running: id.nullable() }),
    }),
    async (context) => {
      const { now, openStories, running } = await rehearsal.rehearsalClock(context);
      return { now, openStories, running: running?.advanceId ?? null };
    },
  );
  route(
    table,
    operation({
      method: 'post',
      tag,
      path: '/rehearsal/advance',
      summary: 'Live through time: by days, to an instant, or to the next thing that is due',
      policy: signedIn,
      body: z.union([
        z.strictObject({ days: z.int().min(1).max(36_525) }),
        z.strictObject({ to: instant }),
        z.strictObject({ untilNext: z.literal(true) }),
      ]),
      status: 202,
      response: advanceOut,
      codes: ['advance_running', 'not_forward'],
    }),
    async (context, { body }) => present(await rehearsal.beginToAdvance(context, body)),
  );
  route(
    table,
    operation({
      method: 'get',
      tag,
      path: '/rehearsal/advances/{id}',
      summary: 'How far an advance is, and what has been lived through',
      policy: signedIn,
      params: byId,
      response: advanceOut,
    }),
    async (context, { params }) => {
      const { advance, lived } = await rehearsal.advanceReport(context, params.id);
      return present(advance, lived);
    },
  );
}
