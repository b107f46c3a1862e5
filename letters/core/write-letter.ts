import { withinMessageHours, type MessageHours } from '../../domain/core/message-hours';
import type { Instant, Zone } from '../../domain/core/calendar';
import { servicesOf } from '../../db/core/database';
import { queueLetters, recipients, type NewLetter, type Recipient } from '../../db/core/letters';
import type { CaseRef } from '../../db/core/timeline';
import type { Trx } from '../../db/core/transaction';
import type { Language } from './catalogue';
import { renderLetter, templateVersion, type LetterValues, type Template } from './render';

export type LetterToWrite = Readonly<{
  case: CaseRef;
  personId: string;
  /** Names the instance of the fact: the same occasion is never written twice to one person. */
  occasion: string;
  template: Template;
  values: (language: Language) => LetterValues;
  /** The path of the page that the letter's button opens. */
  path: string;
  contact: string;
  at: Instant;
  /** Within these hours of the zone; `at once` for receipts and security mails (`domain.md` 1.3). */
  when: Readonly<{ hours: MessageHours; zone: Zone }> | 'at once';
}>;

/** Letters rendered at a time: long enough for one statement, short enough for others to be answered in between. */
const batch = 200;

/**
 * Writes letters inside the transaction that causes them: each rendered in its recipient's language, sealed, queued, the post office woken.
 * Does nothing for somebody who was erased, and nothing the second time.
 */
export async function writeLetters(trx: Trx, letters: readonly LetterToWrite[]): Promise<void> {
  for (let from = 0; from < letters.length; from += batch) {
    const some = letters.slice(from, from + batch);
    const to = await recipients(trx, [...new Set(some.map((one) => one.personId))]);
    await queueLetters(
      trx,
      some.flatMap((letter) => written(trx, letter, to.get(letter.personId)) ?? []),
    );
  }
}

/** Writes one letter, as `writeLetters`. */
export async function writeLetter(trx: Trx, letter: LetterToWrite): Promise<void> {
  await writeLetters(trx, [letter]);
}

function written(trx: Trx, letter: LetterToWrite, to: Recipient | undefined): NewLetter | undefined {
  if (!to) return undefined;
  return {
    case: letter.case,
    to,
    occasion: letter.occasion,
    template: letter.template,
    templateVersion,
    letter: renderLetter({
      template: letter.template,
      language: to.language,
      name: to.name,
      values: letter.values(to.language),
      link: new URL(letter.path, servicesOf(trx).publicUrl).href,
      contact: letter.contact,
    }),
    writtenAt: letter.at,
    dueAt: letter.when === 'at once' ? letter.at : withinMessageHours(letter.at, letter.when.hours, letter.when.zone),
  };
}
