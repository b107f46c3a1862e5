import type { Instant } from '../../domain/core/calendar';
import { anew, deadlineOf, type Enrolment } from '../../domain/certification/enrolment';
import type { Round } from '../../domain/certification/round';
import type { CertificationRules } from '../../domain/certification/rules';
import { zone } from '../../domain/certification/zone';
import type { Trx } from '../../db/core/transaction';
import { textsOf, type Language } from '../core/catalogue';
import { formatDay } from '../core/format';
import type { LetterValues, Template } from '../core/render';
import { writeLetters } from '../core/write-letter';

export type AboutEnrolment = Readonly<{ enrolment: Enrolment; round: Round; rules: CertificationRules }>;

/** Receipts go at once, whatever the hour (`domain.md` 1.3). */
const atOnce: ReadonlySet<Template> = new Set(['received', 'late']);

/** What the name of a round reads in letters: "runde 2 i 2026". */
export function roundName(language: Language, round: Pick<Round, 'number' | 'year'>): string {
  return textsOf(language)('letters.round', { number: round.number, year: String(round.year) });
}

/** A letter about an enrolment, of whichever participant; the round and its deadline are known to each. */
export type EnrolmentLetter = Readonly<{
  template: Template;
  occasion: string;
  at: Instant;
  values?: (language: Language, enrolment: Enrolment) => LetterValues;
}>;

/** Writes a participant a letter about their enrolment; `occasion` names the instance of the fact. */
export async function writeEnrolmentLetter(trx: Trx, about: AboutEnrolment, letter: EnrolmentLetter): Promise<void> {
  await writeEnrolmentLetters(trx, [about], letter);
}

/** Writes many participants the same letter, each about their own enrolment. */
export async function writeEnrolmentLetters(trx: Trx, about: readonly AboutEnrolment[], letter: EnrolmentLetter): Promise<void> {
  await writeOwnLetters(
    trx,
    about.map((one) => ({ about: one, letter })),
  );
}

/** Writes many participants a letter of their own. */
export async function writeOwnLetters(
  trx: Trx,
  letters: readonly Readonly<{ about: AboutEnrolment; letter: EnrolmentLetter }>[],
): Promise<void> {
  await writeLetters(
    trx,
    letters.map(({ about: { enrolment, round, rules }, letter }) => ({
      case: { kind: 'enrolment', id: enrolment.enrolmentId },
      personId: enrolment.personId,
      occasion: anew(letter.occasion, enrolment),
      template: letter.template,
      values: (language) => ({
        round: roundName(language, round),
        deadline: formatDay(language, deadlineOf(enrolment, round)),
        ...letter.values?.(language, enrolment),
      }),
      path: `/certification/enrolments/${enrolment.enrolmentId}`,
      contact: rules.contact,
      at: letter.at,
      when: atOnce.has(letter.template) ? 'at once' : { hours: rules.messageHours, zone },
    })),
  );
}
