import * as codes from '../../../domain/register/codes';
import type { ParticipationField } from '../../../domain/register/participation';
import type { Chance } from '../support/chance';

type Value = string | number;
type Body = Readonly<{ version: number; code?: string; notSaved?: Record<string, string> } & Record<string, unknown>>;
type Reply = Readonly<{ status: number; body: Body }>;

/** Fields that hang on no other, and what may be in them. */
export const free: Readonly<Partial<Record<ParticipationField, readonly Value[]>>> = {
  financing: codes.financings,
  participantClass: codes.participantClasses,
  countryBackground: ['SO', 'SY', 'AF', 'ER', 'IQ'],
  yearsInNorway: [1, 2, 3, 5, 8, 13, 21],
  education: codes.educations,
  norwegianLevel: codes.norwegianLevels,
  literacy: codes.literacies,
  workExperience: codes.workExperiences,
  children: [0, 1, 2, 3, 4, 5, 6],
  incomeBefore: codes.incomeSources,
  situationAfter: codes.situationsAfter,
  incomeAfter: codes.incomeSources,
};
const fields = Object.keys(free) as readonly ParticipationField[];

const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Clients who save fields over HTTP, each its own fields of the same records; a save that is not answered is repeated as it was, with the version that was seen. */
export class Savers {
  /** What was acknowledged of each field, in order: `<participation> <field>`. */
  readonly ledger = new Map<string, Value[]>();
  /** How many saves of a participation were acknowledged. */
  readonly saves = new Map<string, number>();
  readonly counts = { requests: 0, saved: 0, unanswered: 0, 'unanswered, stored': 0, 'unanswered, not stored': 0 };
  readonly wrong: string[] = [];
  #over = false;
  #lose: (() => void) | undefined;

  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly participations: readonly string[],
  ) {}

  /** Saves until `end` is called and everything has been answered. */
  async run(clients: number, by: Chance): Promise<void> {
    await Promise.all(Array.from({ length: clients }, (_, at) => this.#client(at, clients, by.fork(`client ${at}`))));
  }

  end(): void {
    this.#over = true;
  }

  /** Has the next answer that comes read by nobody; `then` is called instead. */
  loseAnswer(then: () => void): void {
    this.#lose = then;
  }

  async #client(me: number, clients: number, by: Chance): Promise<void> {
    const seen = new Map<string, number>();
    while (!this.#over) {
      const at = by.below(this.participations.length);
      const id = this.participations[at]!;
      const mine = fields.filter((_, field) => (field + at) % clients === me);
      const chosen = mine.filter(() => by.happens(0.6));
      const changes = Object.fromEntries((chosen.length > 0 ? chosen : mine).map((field) => [field, this.#another(id, field, by)]));
      // Now and then one that cannot be: the others are saved all the same.
      const sent = by.happens(0.1) ? { ...changes, startOn: 'i morgen' } : changes;
      seen.set(id, await this.#save(id, seen.get(id) ?? 1, changes, sent));
    }
  }

  #another(id: string, field: ParticipationField, by: Chance): Value {
    const now = this.#last(id, field);
    return by.pick(free[field]!.filter((value) => value !== now));
  }

  #last(id: string, field: string): Value | null {
    return this.ledger.get(`${id} ${field}`)?.at(-1) ?? (field === 'financing' ? 'jobbsjansen_grant' : null);
  }

  /** @returns the version that was seen last */
  async #save(id: string, seen: number, changes: Readonly<Record<string, Value>>, sent: Readonly<Record<string, Value>>): Promise<number> {
    for (;;) {
      const reply = await this.#ask('PATCH', id, sent, seen);
      if (!reply) {
        await this.#lookAfter(id, changes);
        continue;
      }
      const different = Object.entries(changes).filter(([field, value]) => reply.body[field] !== value);
      const refused = Object.keys(reply.body.notSaved ?? {}).join();
      if (reply.status !== 200 || different.length > 0 || refused !== ('startOn' in sent ? 'startOn' : ''))
        this.wrong.push(
          `a save is answered ${reply.status} ${reply.body.code ?? ''} ${refused} ${different.map(([field]) => field).join()}`,
        );
      for (const [field, value] of Object.entries(changes))
        this.ledger.set(`${id} ${field}`, [...(this.ledger.get(`${id} ${field}`) ?? []), value]);
      this.saves.set(id, (this.saves.get(id) ?? 0) + 1);
      this.counts.saved += 1;
      return reply.body.version;
    }
  }

  /** Nobody answered: it is there whole, or not at all. */
  async #lookAfter(id: string, changes: Readonly<Record<string, Value>>): Promise<void> {
    let now: Reply | undefined;
    while (!now) now = await this.#ask('GET', id);
    const names = Object.keys(changes);
    if (names.every((field) => now.body[field] === changes[field])) this.counts['unanswered, stored'] += 1;
    else if (names.every((field) => now.body[field] === this.#last(id, field))) this.counts['unanswered, not stored'] += 1;
    else this.wrong.push(`half of a save is there: ${names.join()}`);
  }

  /** @returns nothing when it is not answered */
  async #ask(method: 'GET' | 'PATCH', id: string, body?: unknown, version?: number): Promise<Reply | undefined> {
    this.counts.requests += 1;
    try {
      const response = await fetch(`${this.url}/api/v1/register/participations/${id}`, {
        method,
        signal: AbortSignal.timeout(30_000),
        headers: {
          authorization: `Bearer ${this.token}`,
          'content-type': 'application/json',
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const lose = method === 'PATCH' ? this.#lose : undefined;
      if (lose) {
        this.#lose = undefined;
        lose();
        throw new Error('the answer is lost');
      }
      return { status: response.status, body: (await response.json()) as Body };
    } catch {
      this.counts.unanswered += method === 'PATCH' ? 1 : 0;
      await rest(50);
      return undefined;
    }
  }
}
