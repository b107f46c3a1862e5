import { z } from 'zod';
import { parseDay } from '../../domain/core/calendar';
import type { RegisterAnswer } from '../../domain/register/name-lookup';

/** What the product asks of a population register: who bears a number. It never throws: not answering is an answer too. */
export type PopulationRegister = Readonly<{ personOf(number: string): Promise<RegisterAnswer> }>;

/** What is asked for: the name, whether it is a living person's, the sex, and the day of birth, which newer numbers do not tell. Never an address, so that a protected one cannot arrive here. */
const parts = ['navn', 'status', 'kjoenn', 'foedsel'] as const;
/** How long one question may take, in milliseconds; below the lease of a question. */
const timeoutMs = 8_000;
/** Longer waits are beyond the life of any look-up. */
const longestRetryAfterMs = 90 * 86_400_000;

const current = { erGjeldende: z.boolean().optional() };
const personDocument = z.object({
  identifikasjonsnummer: z.array(z.object({ ...current, status: z.string(), foedselsEllerDNummer: z.string() })).optional(),
  status: z.array(z.object({ ...current, status: z.string() })).optional(),
  kjoenn: z.array(z.object({ ...current, kjoenn: z.string() })).optional(),
  foedsel: z.array(z.object({ ...current, foedselsdato: z.string().nullish() })).optional(),
  navn: z
    .array(z.object({ ...current, fornavn: z.string().nullish(), mellomnavn: z.string().nullish(), etternavn: z.string().nullish() }))
    .optional(),
});
type PersonDocument = z.infer<typeof personDocument>;
const bulkAnswer = z.object({
  oppslag: z.array(z.object({ foedselsEllerDNummer: z.string(), folkeregisterperson: personDocument.nullish() })),
});

/**
 * The national population register (Folkeregisteret, REST). The number goes in the body of the bulk look-up: addresses end in logs.
 * @param url up to the package of rights: `https://…/folkeregisteret/offentlig-med-hjemmel/api`
 */
export function populationRegister(url: string): PopulationRegister {
  const address = `${url.replace(/\/$/, '')}/v1/personer/bulkoppslag?${parts.map((part) => `part=${part}`).join('&')}`;
  return {
    async personOf(number) {
      try {
        const response = await fetch(address, {
          method: 'POST',
          headers: { accept: 'application/json', 'content-type': 'application/json' },
          body: JSON.stringify({ foedselsEllerDNummer: [number] }),
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        return await read(response, number);
      } catch {
        // Whatever it was, its text may repeat what was asked.
        return { kind: 'later', status: null, retryAfterMs: null };
      }
    },
  };
}

async function read(response: Response, number: string): Promise<RegisterAnswer> {
  const { status } = response;
  if (status === 200) return told(bulkAnswer.safeParse(await response.json()), number);
  // Else the connection stays open.
  await response.arrayBuffer();
  if (status === 404) return { kind: 'unknown', status };
  if (status === 429 || status >= 500) return { kind: 'later', status, retryAfterMs: retryAfterMs(response.headers.get('retry-after')) };
  return status >= 400 ? { kind: 'refused', status } : { kind: 'later', status, retryAfterMs: null };
}

function told(answer: ReturnType<typeof bulkAnswer.safeParse>, number: string): RegisterAnswer {
  // An answer that cannot be read may be better another time, and after two weeks somebody looks.
  if (!answer.success) return { kind: 'later', status: 200, retryAfterMs: null };
  const found = answer.data.oppslag.find((one) => one.foedselsEllerDNummer === number)?.folkeregisterperson;
  if (!found) return { kind: 'unknown', status: 200 };
  const sex = now(found.kjoenn)?.kjoenn;
  return {
    kind: 'person',
    status: 200,
    name: nameIn(found),
    sex: sex === 'kvinne' ? 'woman' : sex === 'mann' ? 'man' : null,
    bornOn: parseDay(now(found.foedsel)?.foedselsdato ?? '') ?? null,
    standing: standingIn(found, number),
  };
}

function standingIn(found: PersonDocument, number: string): 'living' | 'dead' | 'ceased' {
  const own = found.identifikasjonsnummer?.find((one) => one.foedselsEllerDNummer === number);
  const status = now(found.status)?.status;
  if ((own && (own.status !== 'iBruk' || own.erGjeldende === false)) || status === 'opphoert') return 'ceased';
  return status === 'doed' ? 'dead' : 'living';
}

function nameIn(found: PersonDocument): string | null {
  const name = now(found.navn);
  return [name?.fornavn, name?.mellomnavn, name?.etternavn].filter(Boolean).join(' ').slice(0, 200) || null;
}

/** Of values through time the one that holds. */
function now<T extends { erGjeldende?: boolean | undefined }>(values: readonly T[] | undefined): T | undefined {
  return values?.find((one) => one.erGjeldende !== false);
}

/** Reads Retry-After, seconds or a date (RFC 9110), as milliseconds from now. */
function retryAfterMs(text: string | null): number | null {
  if (text === null) return null;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), longestRetryAfterMs);
}
