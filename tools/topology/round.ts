import { addDays, instantOf, localDay, yearOf } from '../../domain/core/calendar';
import { zone } from '../../domain/certification/zone';
import { countOpenCases } from '../../db/core/cases';
import { installation } from '../../db/core/installation';
import { wakesWait } from '../../db/core/outbox';
import { inSeconds, stage } from '../start/progress';
import { lettersOut, materialReleasedTo, repeatedMails, statesOf } from './letters-out';
import { askForMetrics } from './metrics';
import { searchTemporalStore } from './nothing-personal';
import { letDeadlinePass } from './past-deadline';
import { callerFor, openAsApp, type AppDatabase, type Caller } from './people';
import type { Plant, Worker } from './plant';
import type { Stock } from './stock';

const participants = 20;
/** Everybody else but the last, who never answers. */
const answers = participants - 1;
const addressOf = (number: number): string => `deltager-${number}@firma.example`;
const staff = { agency: 'agentur@styrelsen.example', coordinator: 'karen@kursus.example', grader: 'bent@kursus.example' };

/** A letter that a killed worker was just sending is tried again when its lease of three minutes has ended. */
const lettersWithinMs = 300_000;

type Row = Readonly<{ id: string; state: string; person: { email: string } }>;

/**
 * Pushes one round through, from the calendar to the certificates, by HTTP as people would; kills one of the two workers on the way.
 * @throws Error when something does not follow that has to
 */
export async function pushRoundThrough(plant: Plant, workers: readonly Worker[], stock: Stock): Promise<void> {
  const db = openAsApp(plant);
  try {
    await new Trial(plant, workers, stock, db).run();
  } finally {
    await db.destroy();
  }
}

class Trial {
  constructor(
    readonly plant: Plant,
    readonly workers: readonly Worker[],
    readonly stock: Stock,
    readonly db: AppDatabase,
  ) {}

  async run(): Promise<void> {
    const { agency, coordinator, grader } = await this.#stage(
      'the first people',
      () => this.#firstPeople(),
      () => 'first people made by dist/tools/admin.js',
    );
    await this.#stage(
      'a sign-in link',
      () => this.#signInLink(),
      () => 'a sign-in link asked for and mailed',
    );
    await this.#stage(
      'the message hours',
      () => this.#lettersAtAllHours(agency),
      () => 'the agency lets letters go at all hours',
    );
    const roundId = await this.#stage(
      'the calendar',
      () => this.#publish(coordinator),
      () => 'round made and published',
    );
    await this.#stage(
      'the sign-ups',
      () => this.#signUp(coordinator, roundId),
      () => `${participants} people signed up from a CSV file and admitted`,
    );
    await this.#letters('admitted', participants);
    await this.#stage(
      'the material',
      () => this.#releaseUnderFire(coordinator, roundId),
      (said) => said,
    );
    await this.#letters('material', participants);
    await this.#stage(
      'the worker that was killed',
      () => this.plant.startWorker('worker-1-again'),
      () => 'the killed worker runs again, as Docker would have it',
    );
    await this.#stage(
      'self-study and hand-in',
      () => this.#handIn(coordinator, roundId),
      () => `${answers} people handed in, one did not`,
    );
    await this.#letters('received', answers);
    await this.#stage(
      'the deadline',
      () => this.#pass(roundId),
      (states) => `the deadline passed: ${JSON.stringify(states)}`,
    );
    await this.#letters('not_delivered', 1);
    await this.#stage(
      'grading',
      () => this.#grade(grader, roundId),
      (states) => `graded, certificates issued: ${JSON.stringify(states)}`,
    );
    await this.#letters('passed', answers);
    await this.#letters('certificate', answers);
    await this.#stage(
      'the end of the round',
      () => this.#completed(coordinator, roundId),
      () => 'the round completed itself',
    );
    await this.#stage(
      'metrics',
      () => askForMetrics(this.plant, this.workers[1]!),
      (said) => said,
    );
    await this.#stage(
      'the store of Temporal',
      () => searchTemporalStore(this.plant.temporalStoreUrl, 'firma.example', roundId),
      ({ rows, holdingKnown }) => `nothing of people in ${rows} rows of Temporal (${holdingKnown} name the round)`,
    );
    await this.#stage(
      'Temporal is lost',
      () => this.#loseTemporal(),
      (said) => said,
    );
    await this.#stage(
      'reconcile',
      () => this.plant.exec('worker', ['dist/tools/reconcile.js', '--dry-run']),
      (said) => `reconcile --dry-run: ${said}`,
    );
    this.stock.print(
      `mails that came twice: ${await repeatedMails(this.db)}; open connections to PostgreSQL: ${await this.plant.connections()}`,
    );
  }

  #stage<T>(doing: string, work: () => Promise<T>, outcome: (result: T) => string): Promise<T> {
    return stage(this.stock.print, doing, work, outcome);
  }

  /** Waits until every letter of a template that is owed has reached the mail server; more of them than owed is a fault. */
  #letters(template: string, owed: number): Promise<unknown> {
    const look = () => lettersOut(this.db, template);
    return this.#stage(
      `letters ${template}`,
      async () => {
        await this.stock.until(`${owed} letters ${template} arrive`, async () => (await look()).arrived >= owed, lettersWithinMs);
        const { written } = await look();
        if (written !== owed) throw new Error(`${written} letters ${template} were written, ${owed} are owed`);
      },
      () => `${owed} letters "${template}" arrived by SMTP`,
    );
  }

  async #firstPeople(): Promise<Record<keyof typeof staff, Caller>> {
    for (const [role, email] of Object.entries(staff)) await this.plant.exec('api', ['dist/tools/admin.js', 'grant', email, role]);
    const caller = (email: string): Promise<Caller> => callerFor(this.db, this.plant, email);
    return { agency: await caller(staff.agency), coordinator: await caller(staff.coordinator), grader: await caller(staff.grader) };
  }

  async #signInLink(): Promise<void> {
    const body = JSON.stringify({ email: staff.agency });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${this.plant.apiUrl}/api/v1/sign-in/links`, { method: 'POST', headers, body });
    if (response.status !== 202) throw new Error(`a sign-in link was answered ${response.status}`);
    await this.stock.until('the sign-in link arrives', async () => (await lettersOut(this.db, 'sign_in_link')).arrived === 1);
  }

  /** A trial at night would else wait until nine o'clock for its letters. */
  async #lettersAtAllHours(agency: Caller): Promise<void> {
    await agency.call('PUT', '/rules/shared.messageHours', { value: { opens: 0, closes: 24 }, reason: 'trial' });
  }

  async #publish(coordinator: Caller): Promise<string> {
    const today = localDay(instantOf(Date.now()), zone);
    const round = await coordinator.call<{ id: string }>('POST', '/certification/rounds', {
      year: yearOf(today),
      number: 1,
      deadlineOn: addDays(today, 30),
    });
    await coordinator.call('POST', `/certification/rounds/${round.id}/publish`);
    return round.id;
  }

  async #signUp(coordinator: Caller, roundId: string): Promise<void> {
    const lines = Array.from({ length: participants }, (_, at) => `Deltager ${at};${addressOf(at)};Firma ApS`);
    const csv = ['navn;e-mail;virksomhed', ...lines, ''].join('\r\n');
    const round = `/certification/rounds/${roundId}`;
    const preview = await coordinator.call<{ id: string; accepted: number }>('POST', `${round}/enrolments/import`, csv);
    if (preview.accepted !== participants) throw new Error(`${preview.accepted} lines of the file were accepted`);
    await coordinator.call('POST', `${round}/enrolments/import/${preview.id}/confirm`);
    const { admitted } = await coordinator.call<{ admitted: number }>('POST', `${round}/admit`);
    if (admitted !== participants) throw new Error(`${admitted} were admitted`);
  }

  /** Uploads the material, whose day is past, and kills the worker that carries the wakes as soon as the first participants have it. */
  async #releaseUnderFire(coordinator: Caller, roundId: string): Promise<string> {
    const form = new FormData();
    form.append('files', new Blob(['Læs vejledningen, og løs opgaven.\n'], { type: 'text/plain' }), 'materiale.txt');
    const uploading = coordinator.call('PUT', `/certification/rounds/${roundId}/material`, form);
    const released = (): Promise<number> => materialReleasedTo(this.db, roundId);
    await this.stock.until('the first participants have the material', async () => (await released()) > 0, 60_000, 1);
    const [victim, other] = this.workers;
    victim!.kill();
    const before = await released();
    const killedAt = performance.now();
    await uploading;
    await this.stock.until('all participants have the material', async () => (await released()) === participants);
    const seconds = ((performance.now() - killedAt) / 1000).toFixed(1);
    return `${victim!.name} killed when ${before} of ${participants} had the material; with ${other!.name} alone all had it ${seconds} s later`;
  }

  async #handIn(coordinator: Caller, roundId: string): Promise<void> {
    for (const { id, person } of await this.#enrolments(coordinator, roundId)) {
      if (person.email === addressOf(participants - 1)) continue;
      const participant = await callerFor(this.db, this.plant, person.email);
      await participant.call('POST', `/certification/enrolments/${id}/self-study-done`);
      const form = new FormData();
      form.append('text', 'Min besvarelse.');
      form.append('files', new Blob([`%PDF-1.7 ${id}`], { type: 'application/pdf' }), 'besvarelse.pdf');
      await participant.call('PUT', `/certification/enrolments/${id}/answer`, form);
    }
  }

  async #pass(roundId: string): Promise<Record<string, number>> {
    await letDeadlinePass(this.plant.ownerUrl, roundId);
    await this.#untilStates(roundId, { under_grading: answers, not_delivered: 1 });
    return statesOf(this.db, roundId);
  }

  async #grade(grader: Caller, roundId: string): Promise<Record<string, number>> {
    const { enrolments } = await grader.call<{ enrolments: Row[] }>('GET', '/certification/grading-queue');
    if (enrolments.length !== answers) throw new Error(`${enrolments.length} answers wait for a verdict`);
    for (const { id } of enrolments) await grader.call('POST', `/certification/enrolments/${id}/grade`, { verdict: 'satisfactory' });
    await this.#untilStates(roundId, { passed: answers, not_delivered: 1 });
    return statesOf(this.db, roundId);
  }

  async #completed(coordinator: Caller, roundId: string): Promise<void> {
    const state = async (): Promise<string> => (await coordinator.call<{ state: string }>('GET', `/certification/rounds/${roundId}`)).state;
    await this.stock.until('the round completes itself', async () => (await state()) === 'completed');
  }

  /** An empty Temporal in place of the one there was: the watch notices, and every open case has its story again. */
  async #loseTemporal(): Promise<string> {
    const before = await installation(this.db);
    await this.plant.loseTemporal();
    const lostAt = performance.now();
    await this.stock.until('the other Temporal is noticed', async () => {
      const now = await installation(this.db);
      return now.temporalNamespaceId !== before.temporalNamespaceId && !(await wakesWait(this.db));
    });
    const open = await countOpenCases(this.db);
    return `an empty Temporal was noticed and ${open} open cases have stories again, ${inSeconds(performance.now() - lostAt)} after it was up`;
  }

  async #enrolments(caller: Caller, roundId: string): Promise<Row[]> {
    return (await caller.call<{ enrolments: Row[] }>('GET', `/certification/rounds/${roundId}/enrolments?limit=100`)).enrolments;
  }

  async #untilStates(roundId: string, wanted: Readonly<Record<string, number>>): Promise<void> {
    await this.stock.until(`the enrolments are ${JSON.stringify(wanted)}`, async () => {
      const found = await statesOf(this.db, roundId);
      return (
        Object.keys(found).length === Object.keys(wanted).length && Object.entries(wanted).every(([state, count]) => found[state] === count)
      );
    });
  }
}
