import { newId } from '../../../db/core/ids';
import { addDays, localDay, type Instant, type PlainDate } from '../../../domain/core/calendar';
import { zone } from '../../../domain/certification/zone';

type Body = Readonly<{
  id: string;
  code: string;
  state: string;
  now: string;
  token: string;
  material: boolean;
  signedUp: number;
  certificate: { number: string } | null;
  verdicts: { eventId: string; verdict: string }[];
}>;
type Reply = Readonly<{ status: number; body: Body }>;

/** What was acknowledged: a 2xx was received. */
export type Ledger = {
  signedUp: Map<string, string>;
  admitted: Set<string>;
  handedIn: Map<string, string>;
  paid: Set<string>;
  graded: Set<string>;
  uses: Set<string>;
  imported: Set<string>;
  advances: Set<string>;
};

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const enrolments = '/certification/enrolments';

/** People and machines that use the product over HTTP while it is being broken, and repeat what was not answered with the same key. */
export class Load {
  readonly ledger: Ledger = { signedUp: new Map(), admitted: new Set(), handedIn: new Map(), paid: new Set(), graded: new Set(), uses: new Set(), imported: new Set(), advances: new Set() }; // prettier-ignore
  requests = 0;
  unanswered = 0;
  turnedAway = 0;
  /** Answers that nobody should get. */
  readonly wrong: string[] = [];
  #over = false;
  #number = 0;
  readonly #tokens = new Map<string, string>();
  /** The round that takes people now; the former ones are being graded. */
  #round: Readonly<{ id: string; deadlineOn: PlainDate }> | undefined;
  readonly #toGrade: string[] = [];
  readonly #certified: string[] = [];

  constructor(private readonly url: () => string) {}

  /** Begins; ends when `end` is called and what is under way has been acknowledged. */
  async run(clients: number): Promise<void> {
    await Promise.all([
      ...Array.from({ length: clients }, () => this.#participants()),
      this.#timekeeper(),
      this.#graders(),
      this.#region(),
      this.#office(),
    ]);
  }

  end(): void {
    this.#over = true;
  }

  /** One request, asked again until it is answered: with a 2xx or a refusal. */
  async ask(as: string | undefined, method: string, path: string, body?: unknown, type = 'application/json'): Promise<Reply> {
    const key = newId();
    for (;;) {
      this.requests += 1;
      try {
        const response = await fetch(`${this.url()}/api/v1${path}`, {
          method,
          signal: AbortSignal.timeout(5_000),
          headers: {
            ...(as ? { authorization: `Bearer ${await this.#token(as)}` } : {}),
            ...(body === undefined || body instanceof FormData ? {} : { 'content-type': type }),
            ...(method === 'POST' ? { 'idempotency-key': key } : {}),
          },
          ...(body === undefined ? {} : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        const answer: Reply = { status: response.status, body: (text ? JSON.parse(text) : undefined) as Body };
        if (answer.status < 500) return answer;
        this.turnedAway += 1;
        if (answer.body?.code !== 'unavailable')
          this.wrong.push(`${method} ${path.replaceAll(/[0-9a-f-]{36}/g, '…')}: ${answer.status} ${answer.body?.code}`);
      } catch {
        this.unanswered += 1;
      }
      await rest(200);
    }
  }

  async #token(who: string): Promise<string> {
    const known = this.#tokens.get(who);
    if (known) return known;
    const { body } = await this.ask(undefined, 'POST', '/demo/tokens', { identity: who });
    this.#tokens.set(who, body.token);
    return body.token;
  }

  async #today(): Promise<PlainDate> {
    return localDay((await this.ask(undefined, 'GET', '/rehearsal/clock')).body.now as Instant, zone);
  }

  /** Makes a round that closes tomorrow, with its material. */
  async openRound(): Promise<void> {
    this.#number += 1;
    const today = await this.#today();
    const deadlineOn = addDays(today, 1);
    const dates = {
      signUpOpensOn: addDays(today, -1),
      signUpClosesOn: deadlineOn,
      materialOn: today,
      deadlineOn,
      gradingTargetOn: addDays(today, 20),
    };
    const place = { year: 2030 + Math.floor(this.#number / 4), number: (this.#number % 4) + 1 };
    const { body } = await this.ask('coordinator', 'POST', '/certification/rounds', { ...place, ...dates });
    await this.ask('coordinator', 'POST', `/certification/rounds/${body.id}/publish`);
    const form = new FormData();
    form.append('files', new Blob(['Læs dette.']), 'materiale.txt');
    await this.ask('coordinator', 'PUT', `/certification/rounds/${body.id}/material`, form);
    this.#round = { id: body.id, deadlineOn };
  }

  async #participants(): Promise<void> {
    while (!this.#over) {
      const round = this.#round!;
      const email = `${newId()}@firma.example`;
      const signedUp = await this.ask('coordinator', 'POST', `/certification/rounds/${round.id}/enrolments`, {
        kind: 'full',
        person: { name: 'Ny', email },
      });
      if (signedUp.status !== 201) {
        await rest(100);
        continue;
      }
      const { id } = signedUp.body;
      this.ledger.signedUp.set(email, id);
      if ((await this.ask('coordinator', 'POST', `${enrolments}/${id}/admit`)).status !== 200) continue;
      this.ledger.admitted.add(id);
      if ((await this.ask('coordinator', 'POST', `${enrolments}/${id}/payment`, { state: 'paid' })).status === 200)
        this.ledger.paid.add(id);
      for (let tries = 0; tries < 100; tries += 1) {
        const studied = await this.ask(email, 'POST', `${enrolments}/${id}/self-study-done`);
        if (studied.body.code !== 'material_not_released') break;
        await rest(200); // its story is about to give it out
      }
      const handedIn = await this.ask(email, 'PUT', `${enrolments}/${id}/answer`, { text: `Besvarelse ${id}` });
      if (handedIn.status !== 200) continue;
      this.ledger.handedIn.set(id, handedIn.body.id);
      this.#toGrade.push(id);
    }
  }

  /** Lets two days pass every few seconds; a round that has closed is followed by another. */
  async #timekeeper(): Promise<void> {
    while (!this.#over) {
      await rest(2_000);
      const begun = await this.ask('coordinator', 'POST', '/rehearsal/advance', { days: 2 });
      if (begun.status === 202) {
        this.ledger.advances.add(begun.body.id);
        while (!this.#over && (await this.ask('coordinator', 'GET', `/rehearsal/advances/${begun.body.id}`)).body.state === 'running')
          await rest(200);
      }
      if ((await this.#today()) > this.#round!.deadlineOn) await this.openRound();
    }
  }

  async #graders(): Promise<void> {
    while (!this.#over) {
      const id = this.#toGrade.shift();
      await rest(id ? 20 : 200);
      if (!id) continue;
      const graded = await this.ask('grader', 'POST', `${enrolments}/${id}/grade`, { verdict: 'satisfactory' });
      if (graded.status === 200) {
        this.ledger.graded.add(id);
        this.#certified.push(id);
      } else if (graded.body.code === 'round_not_closed') this.#toGrade.push(id);
    }
  }

  /** Reports lists of uses of certificates that are out. */
  async #region(): Promise<void> {
    const numbers: string[] = [];
    while (!this.#over) {
      const id = this.#certified.shift();
      if (id) {
        const { body } = await this.ask('coordinator', 'GET', `${enrolments}/${id}`);
        if (body.certificate) numbers.push(body.certificate.number);
        else this.#certified.push(id);
      }
      await rest(150);
      if (numbers.length === 0) continue;
      const at = new Date(Date.parse(`${await this.#today()}T08:00:00Z`)).toISOString();
      const list = numbers
        .slice(-20)
        .map((person) => ({ eventId: newId(), person, region: 'nordjylland', caseNumber: '101-1', kind: 'draft_edit', at }));
      const { status, body } = await this.ask('region-nordjylland', 'POST', '/certification/uses', list);
      if (status === 200) for (const one of body.verdicts) if (one.verdict === 'counted') this.ledger.uses.add(one.eventId);
    }
  }

  /** Imports lists of people, and admits everybody. */
  async #office(): Promise<void> {
    while (!this.#over) {
      const round = this.#round!;
      const path = `/certification/rounds/${round.id}/enrolments/import`;
      const emails = Array.from({ length: 10 }, () => `${newId()}@firma.example`);
      const { status, body } = await this.ask(
        'coordinator',
        'POST',
        path,
        ['name,email', ...emails.map((email) => `Ny,${email}`)].join('\n'),
        'text/csv',
      );
      if (status === 201 && (await this.ask('coordinator', 'POST', `${path}/${body.id}/confirm`)).status === 200)
        for (const email of emails) this.ledger.imported.add(email);
      await this.ask('coordinator', 'POST', `/certification/rounds/${round.id}/admit`);
      await rest(1_500);
    }
  }
}
