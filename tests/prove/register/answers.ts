import { rows } from '../../../db/core/columns';
import { person } from '../../../db/core/people';
import { wake } from '../../../db/core/outbox';
import { timelineOf } from '../../../db/core/timeline';
import { transaction } from '../../../db/core/transaction';
import { lookupOf } from '../../../db/register/lookups';
import { participation } from '../../../db/register/participations';
import { askForNameAgain } from '../../../api/register/lookup-commands';
import { saveFields } from '../../../api/register/participation-commands';
import { terminate } from '../../../workers/reconcile';
import { as } from '../../support/people';
import type { Stage } from '../../support/stage';
import { syntheticRegister } from '../../support/synthetic-register';
import type { Chance } from '../support/chance';
import type { HeldAnswers } from './held-answers';
import { leap, nameOf, register } from './town';

/** A participant whose number is changed again and again; `left`: what it is still changed to. */
type Case = { id: string; standing: string; left: string[] };

/** What happened to the questions of a round. */
export type Happened = { corrected: number; doubled: number; askedAnew: number; answered: number; late: number; outOfDate: number };

/** So many questions are under way at most: fewer than a worker asks at once. */
const mostUnderWay = 4;

/**
 * Participants whose numbers are changed (also back to one they had), asked about anew and twice, while answers are let through in an order by chance, a few of
 * them refusals to answer now. After each act the name is that of the number that stands, or none.
 */
export class Answers {
  readonly happened: Happened = { corrected: 0, doubled: 0, askedAnew: 0, answered: 0, late: 0, outOfDate: 0 };
  /** What was kept of an answer that should not have been. */
  readonly wrong: string[] = [];
  readonly #cases: Case[] = [];
  readonly #of = new Map<string, Case>();

  constructor(
    private readonly stage: Stage,
    private readonly held: HeldAnswers,
    private readonly nina: string,
    private readonly by: Chance,
    private readonly next: () => string,
  ) {}

  async run(participants: number): Promise<void> {
    for (;;) {
      const open = this.#cases.filter(({ left }) => left.length > 0);
      const underWay = this.held.waiting.length;
      if (this.#cases.length === participants && open.length === 0 && underWay === 0) break;
      const choice = this.by.next();
      if (underWay >= mostUnderWay || (underWay > 0 && choice < 0.35)) await this.#answer();
      else if (choice < 0.6 && this.#cases.length < participants) await this.#begin();
      else if (choice < 0.8 && open.length > 0) await this.#correct(this.by.pick(open));
      else if (choice < 0.9 && underWay > 0) await this.#double(this.#of.get(this.by.pick(this.held.waiting).number)!);
      else if (underWay > 0) await this.#askAnew(this.#of.get(this.by.pick(this.held.waiting).number)!);
    }
    // Who was told to ask later does so, and everybody is answered.
    this.held.holding = false;
    await leap(this.stage, 60);
    for (const one of this.#cases) await this.#end(one);
  }

  async #begin(): Promise<void> {
    const [standing, ...others] = this.#distinct();
    const [first, second] = others;
    // Back and forth, as by who is not sure.
    const left = this.by.pick([[], [first!], [first!, second!], [first!, standing!], [first!, standing!, second!]]);
    const one: Case = { id: '', standing: standing!, left: [...left] };
    for (const number of [standing!, ...others]) this.#of.set(number, one);
    this.#cases.push(one);
    await this.#asked(async () => {
      one.id = await register(this.stage.db, this.nina, standing!);
    });
  }

  /** Three numbers of people with different names, so that it shows whose name was kept. */
  #distinct(): string[] {
    const found: string[] = [];
    while (found.length < 3) {
      const number = this.next();
      if (!found.some((one) => nameOf(one) === nameOf(number))) found.push(number);
    }
    return found;
  }

  async #correct(one: Case): Promise<void> {
    const number = one.left.shift()!;
    const { version } = (await participation(this.stage.db, one.id))!;
    await this.#asked(async () => saveFields(await as(this.stage.db, this.nina), one.id, version, { nationalId: number }));
    one.standing = number;
    this.happened.corrected += 1;
    await this.#look(one, 'corrected');
  }

  async #askAnew(one: Case): Promise<void> {
    await this.#asked(async () => askForNameAgain(await as(this.stage.db, this.nina), one.id));
    this.happened.askedAnew += 1;
  }

  /** The story is begun anew while its question is under way, and the lease of who asked is over: it is asked a second time, and both answers come. */
  async #double(one: Case): Promise<void> {
    const lookup = (await lookupOf(this.stage.db, one.id))!;
    if (lookup.state !== 'pending') return;
    await terminate(this.stage.temporal, `name-lookup/${lookup.lookupId}`, 'begun anew');
    await this.stage.db.raw('update name_lookup set asking_until = null where id = ?', [lookup.lookupId]);
    await this.#asked(() => transaction(this.stage.db, (trx) => wake(trx, `name-lookup/${lookup.lookupId}`)));
    this.happened.doubled += 1;
  }

  async #answer(): Promise<void> {
    const { waiting } = this.held;
    const question = waiting.splice(this.by.below(waiting.length), 1)[0]!;
    const one = this.#of.get(question.number)!;
    const late = this.by.happens(0.15);
    const counted = await this.#counted();
    question.answer(late ? { kind: 'later', status: 503, retryAfterMs: null } : await syntheticRegister.personOf(question.number));
    await this.stage.until('the answer is counted', async () => (await this.#counted()) > counted);
    this.happened.answered += 1;
    if (late) this.happened.late += 1;
    else if (question.number !== one.standing) this.happened.outOfDate += 1;
    await this.#look(one, `answered for ${question.number === one.standing ? 'the number that stands' : 'another number'}`);
  }

  /** Does what makes somebody ask, and waits until the question has arrived. */
  async #asked(act: () => Promise<unknown>): Promise<void> {
    const before = this.held.asked;
    await act();
    await this.stage.until('it is asked', async () => Promise.resolve(this.held.asked > before));
  }

  async #counted(): Promise<number> {
    const [row] = await rows<{ count: number }>(this.stage.db.raw('select count(*) as count from lookup_attempt'));
    return row!.count;
  }

  /** Whether a name stands that is not of the number that stands. */
  async #look(one: Case, after: string): Promise<void> {
    const { personId } = (await participation(this.stage.db, one.id))!;
    const { name } = (await person(this.stage.db, personId))!;
    if (name !== null && name !== nameOf(one.standing)) this.wrong.push(`${after}: ${name}, not ${nameOf(one.standing)}`);
  }

  /** At the end the name is there, told by one answer to each look-up at most, and by none that was cancelled. */
  async #end(one: Case): Promise<void> {
    const { db } = this.stage;
    const newest = (await lookupOf(db, one.id))!;
    const { personId } = (await participation(db, one.id))!;
    const { name } = (await person(db, personId))!;
    if (newest.state !== 'found' || name !== nameOf(one.standing)) this.wrong.push(`at the end: ${newest.state}, ${name}`);
    const lookups = await rows<{ id: string; state: string }>(
      db.raw('select id, state from name_lookup where participation_id = ?', [one.id]),
    );
    const told = (await timelineOf(db, { caseId: one.id })).filter(({ what }) => what === 'nameFound').map(({ data }) => data['lookupId']);
    for (const { id, state } of lookups) {
      const times = told.filter((other) => other === id).length;
      if (times !== (state === 'found' ? 1 : 0)) this.wrong.push(`a look-up that is ${state} told ${times} names`);
      if (!['found', 'cancelled'].includes(state)) this.wrong.push(`a look-up is left ${state}`);
    }
  }
}
