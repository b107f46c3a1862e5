import type { Knex } from 'knex';
import type { Due, Next } from '../../domain/core/agenda';
import { earliest, plusMs, type Instant, type PlainDate } from '../../domain/core/calendar';
import { storedNorwegianId } from '../../domain/core/norwegian-id';
import { ageWarningOf } from '../../domain/register/age';
import { answered, giveUp, showDelay, type LookupStep, type NameLookup, type RegisterAnswer } from '../../domain/register/name-lookup';
import { clock } from '../../db/core/clock';
import { openTask } from '../../db/core/tasks';
import { appendTimeline } from '../../db/core/timeline';
import { transaction, type Trx } from '../../db/core/transaction';
import { addAttempt, askedNumber, setToldName, takeTurn } from '../../db/register/lookup-asking';
import { lockLookup, onceLookup, readLookupFile, type LookupFile } from '../../db/register/lookups';
import { participation, rulesOf, setAgeWarning } from '../../db/register/participations';
import { nextOf } from '../core/reading';
import type { PopulationRegister } from './population-register';

export type LookupSteps = ReturnType<typeof createLookupSteps>;

/** Which event of the participation a settled look-up becomes. */
const told: Readonly<Partial<Record<NameLookup['state'], string>>> = {
  found: 'nameFound',
  not_found: 'nameNotFound',
  mismatch: 'nameMismatch',
  failed: 'nameLookupFailed',
};

/** What the story of a look-up reads and does. Asking is the one step that waits for the outside; the others are a transaction each. */
export function createLookupSteps({ db, register }: Readonly<{ db: Knex; register: PopulationRegister }>) {
  return {
    async readNameLookup(lookupId: string, storyNow: Instant): Promise<Next<LookupStep>> {
      let heldUntil: Instant | null = null;
      const next = await nextOf(db, storyNow, new Set<LookupStep>(), async (now) => {
        const file = await readLookupFile(db, lookupId, now);
        heldUntil = file?.heldUntil ?? null;
        return file;
      });
      const heldMs = heldUntil === null ? 0 : Date.parse(heldUntil) - Date.now();
      if (heldMs <= 0 || !next.due.some(({ step }) => step === 'askRegister')) return next;
      // Turns and leases go by the machine's clock, also in rehearsal: turned into a wait from the `now` that the story was given.
      const look = plusMs(next.now, heldMs);
      return {
        ...next,
        due: next.due.filter(({ step }) => step !== 'askRegister'),
        lookAt: next.lookAt !== null && next.lookAt > next.now ? earliest(next.lookAt, look) : look,
      };
    },

    /** Asks the register once. A crash between question and answer repeats it, and an answer to a question that is over is thrown away. */
    async askRegister(lookupId: string, due: Due): Promise<void> {
      const asked = await transaction(db, (trx) => claim(trx, lookupId, due));
      if (!asked) return;
      const began = performance.now();
      const answer = await register.personOf(asked.number);
      const tookMs = Math.round(performance.now() - began);
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceLookup(trx, lookupId, due, at, (file) => settle(trx, file, answer, at));
        await addAttempt(trx, { lookupId, organisationId: asked.organisationId, at, status: answer.status, tookMs });
      });
    },

    /** Two minutes are over: nobody is to watch a spinner. */
    async showLookupDelay(lookupId: string, due: Due): Promise<void> {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceLookup(trx, lookupId, due, at, async (file) => {
          await note(trx, file.lookup, 'nameDelayed', due.effectiveAt, at);
          return showDelay(file.lookup);
        });
      });
    },

    /** 14 days are over: never silently, so the municipality is told. */
    async giveUpLookup(lookupId: string, due: Due): Promise<void> {
      await transaction(db, async (trx) => {
        const at = await clock(trx);
        await onceLookup(trx, lookupId, due, at, async (file) => {
          await note(trx, file.lookup, 'nameLookupFailed', due.effectiveAt, at);
          const { organisationId, participationId } = file.lookup;
          await openTask(trx, { kind: 'name-lookup', id: lookupId }, 'municipality_admin', 'lookup_failed', at, {
            organisationId,
            participationId,
          });
          return giveUp(file.lookup, at);
        });
      });
    },
  };

  /** @returns the number to ask about, and for whom; nothing when it is not owed any more, or not its turn */
  async function claim(trx: Trx, lookupId: string, due: Due): Promise<{ number: string; organisationId: string } | undefined> {
    const at = await clock(trx);
    const file = await lockLookup(trx, lookupId, at);
    if (!file?.agenda.some(({ step, occasion }) => step === 'askRegister' && occasion === due.occasion)) return undefined;
    const number = await askedNumber(trx, file.lookup.nationalIdId);
    if (number === undefined || !(await takeTurn(trx, lookupId, file.rules.lookupsPerMinute))) return undefined;
    return { number, organisationId: file.lookup.organisationId };
  }

  async function settle(trx: Trx, file: LookupFile, answer: RegisterAnswer, at: Instant): Promise<NameLookup> {
    const after = answered(file.lookup, answer, at, file.rules);
    const name = answer.kind === 'person' ? answer.name : null;
    if (after.state === 'found' && name) await setToldName(trx, after.personId, name);
    if (after.state === 'found' && answer.kind === 'person' && answer.bornOn) await keepToldAge(trx, after, answer.bornOn, at);
    const what = told[after.state] ?? (file.lookup.state === 'pending' ? 'nameDelayed' : undefined);
    if (what)
      await note(trx, after, what, at, at, after.state === 'found' ? { name } : after.mismatch ? { mismatch: after.mismatch } : undefined);
    // A question that the register will not answer is a fault of ours: who owns the register sees to it.
    if (after.state === 'failed')
      await openTask(trx, { kind: 'name-lookup', id: after.lookupId }, 'directorate', 'lookup_refused', at, { status: answer.status });
    return after;
  }

  /** Where the number tells no age, the register does: a warning, never a refusal (`domain.md` 6.4). */
  async function keepToldAge(trx: Trx, lookup: NameLookup, bornOn: PlainDate, at: Instant): Promise<void> {
    const number = await askedNumber(trx, lookup.nationalIdId);
    const one = await participation(trx, lookup.participationId);
    if (number === undefined || !one || storedNorwegianId(number)?.bornOn) return;
    const warning = ageWarningOf(bornOn, one.startOn, await rulesOf(trx, one, at));
    if (warning === one.ageWarning) return;
    await setAgeWarning(trx, one.participationId, warning);
    if (warning) await note(trx, lookup, 'ageTold', at, at, { warning });
  }

  async function note(
    trx: Trx,
    lookup: NameLookup,
    what: string,
    effectiveAt: Instant,
    recordedAt: Instant,
    personal?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await appendTimeline(trx, {
      case: { kind: 'participation', id: lookup.participationId },
      what,
      personId: lookup.personId,
      effectiveAt,
      recordedAt,
      data: { lookupId: lookup.lookupId, attempts: lookup.attempts, status: lookup.lastStatus },
      ...(personal ? { personal } : {}),
    });
  }
}
