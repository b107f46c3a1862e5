import { newId } from '../../../db/core/ids';
import { addToken } from '../../../db/core/access';
import { livedThrough } from '../../../bench/advance';
import type { System } from '../../../bench/system';
import type { Instant } from '../../../domain/core/calendar';
import type { Asking } from './asking';
import type { Seeded } from './seeded';

type Tokens = Readonly<Record<'coordinator' | 'grader' | 'agency' | 'region', string>>;
type Enrolment = Readonly<{ id: string; person: { id: string }; certificate: { id: string; number: string } | null }>;

const form = (name: string, content: string): FormData => {
  const made = new FormData();
  made.append('files', new Blob([content]), name);
  return made;
};

/** Lives through a round in which everything that people can say is said, by every route that takes it. @returns the enrolment that passed */
export async function sayEverything(system: System, { ask, must }: Asking, tokens: Tokens, seeded: Seeded): Promise<Enrolment> {
  const { coordinator, grader, agency, region } = tokens;
  const api = '/api/v1';
  const jar = `${api}/certification`;
  const passTo = (to: Instant): Promise<unknown> => livedThrough(system, agency, { to });

  const round = await must('POST', `${jar}/rounds`, { token: coordinator, body: { year: 2026, number: 2 } });
  await must('POST', `${jar}/rounds/${round.id}/publish`, { token: coordinator });
  await passTo('2026-02-25T11:00:00.000Z');
  const enrol = async (name: string, email: string, more: object = {}): Promise<Enrolment & { token: string }> => {
    const one = await must<Enrolment>('POST', `${jar}/rounds/${round.id}/enrolments`, {
      token: coordinator,
      body: { kind: 'full', person: { name, email, ...more } },
    });
    await must('POST', `${jar}/enrolments/${one.id}/admit`, { token: coordinator });
    return { ...one, token: (await addToken(system.db, one.person.id, 'proof', 30)).token };
  };
  const anna = await enrol(seeded.name, seeded.mail, { employer: seeded.employer, nationalId: seeded.cpr });
  const bounced = await enrol(`${seeded.name} II`, seeded['mail that is refused'], { employer: seeded['other employer'] });
  // Twice the same person: the database's own rule would name them.
  await Promise.all(
    [0, 1].map(() =>
      ask('POST', `${jar}/rounds/${round.id}/enrolments`, {
        token: coordinator,
        body: { kind: 'full', person: { name: seeded.name, email: seeded.mail } },
      }),
    ),
  );
  await ask('POST', `${jar}/rounds/${round.id}/enrolments`, {
    token: coordinator,
    body: { kind: 'full', person: { name: seeded['name at the error of a database'], email: seeded['mail at the error of a database'] } },
  });
  const csv = [
    `navn;e-mail;arbejdsgiver;type`,
    `${seeded['name in a list']};${seeded['mail in a list']};${seeded.employer};fuld`,
    `${seeded['name in a list']};${seeded['text in a wrong place']};;`,
  ].join('\n');
  const list = await must('POST', `${jar}/rounds/${round.id}/enrolments/import`, {
    token: coordinator,
    body: csv,
    headers: { 'content-type': 'text/csv' },
  });
  await must('POST', `${jar}/rounds/${round.id}/enrolments/import/${list.id}/confirm`, { token: coordinator });
  await must('PUT', `${jar}/rounds/${round.id}/material`, {
    token: coordinator,
    body: form(`${seeded['material name']}.pdf`, seeded['file content']),
  });
  await must('POST', `${jar}/enrolments/${bounced.id}/extend`, {
    token: coordinator,
    body: { deadlineOn: '2026-05-29', reason: seeded['extension reason'] },
  });

  // The people's own register, and what only the agency does.
  const added = await must<{ id: string; version: number }>('POST', `${api}/people`, {
    token: agency,
    body: { name: seeded['search words'], email: seeded['mail of a search'], employer: seeded['other employer'] },
  });
  await must('POST', `${api}/people/search`, { token: agency, body: { q: seeded['search words'].split(' ')[0] } });
  await must('POST', `${api}/people/search`, { token: agency, body: { q: seeded['mail of nobody'] } });
  await must('PATCH', `${api}/people/${added.id}`, {
    token: agency,
    body: { email: seeded['new mail'], employer: seeded.employer },
    headers: { 'if-match': `"${added.version}"` },
  });
  await ask('PATCH', `${api}/people/${added.id}`, {
    token: agency,
    body: { email: seeded.mail },
    headers: { 'if-match': `"${added.version + 1}"` },
  });
  await must('POST', `${api}/people/${added.id}/export`, { token: agency, body: { reason: seeded['export reason'] } });
  await must('POST', `${api}/people/${added.id}/erase`, { token: agency, body: { reason: seeded['erasure reason'] } });
  await must('POST', `${api}/me/tokens`, { token: anna.token, body: { label: seeded['token label'] } });
  await must('PUT', `${api}/rules/jar.price`, { token: agency, body: { value: 4_100, reason: seeded['rule reason'] } });
  await must('PUT', `${api}/days-off/DK/2026-12-28`, {
    token: agency,
    body: { off: true, name: seeded['day off'], reason: seeded['day off reason'] },
  });
  await must('POST', `${jar}/outages`, {
    token: agency,
    body: { fromAt: '2020-01-01T10:00:00Z', toAt: '2020-01-01T11:00:00Z', reason: seeded['outage reason'] },
  });
  await must('PUT', `${jar}/regions/nordjylland/demand`, {
    token: region,
    body: { requiresCertificateForNewAssignmentsFrom: '2027-01-01', reason: seeded['demand reason'] },
  });
  await must('PUT', `${jar}/regions/nordjylland/membership`, {
    token: agency,
    body: { from: '2019-01-01', to: null, reason: seeded['membership reason'] },
  });
  const legacy = await must('POST', `${jar}/legacy-accesses`, {
    token: region,
    body: {
      person: { name: seeded['legacy name'], email: seeded['legacy mail'] },
      region: 'nordjylland',
      evidenceOn: '2018-05-01',
      evidence: seeded.evidence,
    },
  });
  await must('POST', `${jar}/legacy-accesses/${legacy.id}/end`, {
    token: region,
    body: { endedOn: '2026-02-01', reason: seeded['end reason'] },
  });
  await must('POST', `${jar}/proofs`, {
    token: agency,
    body: { person: { name: seeded['proof name'], email: seeded['proof mail'] }, courseOn: '2025-05-05' },
  });
  for (const email of [seeded.mail, seeded['mail of nobody']]) await ask('POST', `${api}/sign-in/links`, { body: { email } });

  await passTo('2026-05-02T10:00:00.000Z');
  const handIn = (one: { id: string; token: string }, body: unknown): Promise<unknown> =>
    must('PUT', `${jar}/enrolments/${one.id}/answer`, { token: one.token, body });
  for (const one of [anna, bounced]) await must('POST', `${jar}/enrolments/${one.id}/self-study-done`, { token: one.token });
  await handIn(anna, { text: seeded.answer });
  const files = form(`${seeded['file name']}.pdf`, `%PDF-1.4 ${seeded['file content']}`);
  files.append('text', seeded.answer);
  await handIn(anna, files);
  await handIn(bounced, { text: seeded.answer });
  // Broken off in the middle, in the temporary folder.
  await fetch(`${system.url}${jar}/enrolments/${anna.id}/answer`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${anna.token}` },
    body: form(`${seeded['file name']}.txt`, seeded['file content'].repeat(200_000)),
    signal: AbortSignal.timeout(15),
  }).catch(() => undefined);
  await passTo('2026-05-31T08:00:00.000Z');
  await must('POST', `${jar}/enrolments/${bounced.id}/grade`, {
    token: grader,
    body: { verdict: 'not_satisfactory', shortcomings: seeded.shortcomings },
  });
  await passTo('2026-06-01T10:00:00.000Z');
  await handIn(bounced, { text: seeded['corrected answer'] });
  await must('POST', `${jar}/enrolments/${anna.id}/grade`, { token: grader, body: { verdict: 'satisfactory' } });
  await passTo('2026-06-02T10:00:00.000Z');
  await must('POST', `${jar}/enrolments/${bounced.id}/correct`, {
    token: coordinator,
    body: {
      what: 'person',
      reason: seeded['correction reason'],
      person: { name: seeded['name that was corrected'], email: `x-${seeded['new mail']}` },
    },
  });
  const passed = await must<Enrolment>('GET', `${jar}/enrolments/${anna.id}`, { token: coordinator });
  const use = {
    eventId: newId(),
    person: passed.certificate!.number,
    region: 'nordjylland',
    caseNumber: seeded['case number'],
    kind: 'draft_edit',
    at: '2026-06-02T08:00:00Z',
  };
  await must('POST', `${jar}/uses`, {
    token: region,
    body: [use, { ...use, eventId: seeded['text in a wrong place'], person: seeded.mail }],
  });
  await must('POST', `${jar}/uses`, {
    token: region,
    body: JSON.stringify({ ...use, person: seeded.name }),
    headers: { 'content-type': 'application/x-ndjson' },
  }).catch(() => undefined);
  await ask('GET', `${jar}/access?consultant=${encodeURIComponent(seeded.mail)}&region=nordjylland`, { token: region });
  await must('POST', `${jar}/certificates/${passed.certificate!.id}/revoke`, {
    token: coordinator,
    body: { reason: seeded['revocation reason'] },
  });
  const draft = await must('POST', `${jar}/rounds`, { token: coordinator, body: { year: 2027, number: 1 } });
  await must('POST', `${jar}/rounds/${draft.id}/cancel`, { token: coordinator, body: { reason: seeded['cancel reason'] } });
  await passTo('2026-07-01T10:00:00.000Z');
  return passed;
}
