import type { Stage } from './stage';
import { as, somebody } from './people';
import { finishSelfStudy, admit, gradeAnswer, handIn, setPayment, withdraw } from '../../api/certification/enrolment-commands';
import { createRound, publishRound, uploadMaterial } from '../../api/certification/round-commands';
import { previewImport, signUp } from '../../api/certification/sign-up-commands';
import { fileOf } from '../../db/core/files';
import { certificatesOf } from '../../db/certification/certificates';

/** When the scene begins: sign-up for the second round of 2026 is open. */
export const sceneBegins = '2026-03-01T09:00:00.000Z';

const text = `Grunden er kortlagt på vidensniveau 2.\n\nForureningen stammer fra det tidligere renseri på matriklen. ${'Poreluften er målt i tre punkter, og indholdet af tetrachlorethylen overskrider kvalitetskriteriet. '.repeat(8)}`;
const pdf = fileOf('Situationsplan, æøå.pdf', 'application/pdf', Buffer.from('%PDF-1.4 plan'));

/** The cases of the scene. */
export type Scene = Awaited<ReturnType<typeof opening>>;

export const participants = ['rikke', 'palle', 'tove', 'anna', 'dorte', 'erik', 'freja', 'gorm', 'hanne'] as const;
type Name = (typeof participants)[number];
const emailOf = (name: string): string => `${name}@firma.example`;

/** Sign-up is open: an open round with its material, a draft beside it, people of whom one still waits, and a list that waits to be confirmed. */
export async function opening({ db }: Stage) {
  const coordinator = await somebody(db, 'karen@wsp.example', 'coordinator');
  const grader = await somebody(db, 'bent@wsp.example', 'grader');
  const by = async (personId: string) => as(db, personId);
  const { roundId } = await createRound(await by(coordinator), { year: 2026, number: 2 });
  const { roundId: draftId } = await createRound(await by(coordinator), { year: 2026, number: 3 });
  await publishRound(await by(coordinator), roundId);
  await uploadMaterial(await by(coordinator), roundId, [pdf, fileOf('Opgave.pdf', 'application/pdf', Buffer.from('%PDF-1.4 opgave'))]);

  const enrolments = {} as Record<Name, string>;
  const people = {} as Record<Name, string>;
  for (const name of participants) {
    const person = {
      name: `${name[0]!.toUpperCase()}${name.slice(1)} Nørregaard-Jespersen`,
      email: emailOf(name),
      employer: 'Jord & Vand Rådgivning',
    };
    enrolments[name] = (await signUp(await by(coordinator), roundId, { kind: 'full', source: 'email', person })).enrolmentId;
    people[name] = await somebody(db, emailOf(name));
    if (name !== 'rikke') await admit(await by(coordinator), enrolments[name]);
  }
  await setPayment(await by(coordinator), enrolments.tove, 'paid');
  await withdraw(await by(people.hanne), enrolments.hanne);
  const { read } = await previewImport(
    await by(coordinator),
    roundId,
    Buffer.from(
      `navn;e-mail;arbejdsgiver;type\nNy Person;ny@firma.example;Grundvand ApS;fuld\nRikke;rikke@firma.example;;\nUden;ingen;;\n;tom@firma.example;;\nGammel;gammel@firma.example;;recertificering\nTo;ny@firma.example;;\nAnden;anden@firma.example;;ukendt\n`,
    ),
  );

  return { coordinator, grader, roundId, draftId, importId: read.importId, enrolments, people };
}

/** Before the deadline: somebody in each state there is. */
export async function firstAct({ db, passTo }: Stage, { enrolments, people }: Scene): Promise<void> {
  const by = async (personId: string) => as(db, personId);
  await passTo('2026-05-10T10:00:00+02:00');
  for (const name of ['tove', 'anna', 'dorte', 'erik', 'freja'] as const) await finishSelfStudy(await by(people[name]), enrolments[name]);
  for (const name of ['anna', 'dorte', 'erik', 'freja'] as const)
    await handIn(await by(people[name]), enrolments[name], { text, files: [pdf] });
}

/** After the deadline: one passed, one returned, one failed, one waits for a grader, one late, one never delivered. */
export async function secondAct({ db, passTo }: Stage, { grader, enrolments, people }: Scene) {
  await passTo('2026-05-23T10:00:00+02:00');
  await handIn(await as(db, people.gorm), enrolments.gorm, { text, files: [] });
  const verdict = async (name: Name, what: 'satisfactory' | 'not_satisfactory') =>
    gradeAnswer(
      await as(db, grader),
      enrolments[name],
      what,
      what === 'satisfactory' ? undefined : 'Afsnittet om poreluft mangler.\n\nSituationsplanen kan ikke læses.',
    );
  await verdict('anna', 'satisfactory');
  await verdict('dorte', 'not_satisfactory');
  await verdict('erik', 'not_satisfactory');
  await passTo('2026-05-24T10:00:00+02:00');
  await handIn(await as(db, people.erik), enrolments.erik, { text: `${text} Rettet.`, files: [pdf] });
  await verdict('erik', 'not_satisfactory');
  const [certificate] = await certificatesOf(db, [people.anna]);
  return { certificateId: certificate!.certificateId, number: certificate!.number };
}
