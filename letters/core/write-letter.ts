import { withinMessageHours, type MessageHours } from '../../domain/core/message-hours';
import type { Instant, Zone } from '../../domain/core/calendar';
import { servicesOf } from '../../db/core/database';
import { queueLetter, recipient } from '../../db/core/letters';
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

/**
 * Writes a letter inside the transaction that causes it: rendered in the recipient's language, sealed, queued, the post office woken.
 * Does nothing for somebody who was erased, and nothing the second time.
 */
export async function writeLetter(trx: Trx, letter: LetterToWrite): Promise<void> {
  const to = await recipient(trx, letter.personId);
  if (!to) return;
  const text = renderLetter({
    template: letter.template,
    language: to.language,
    name: to.name,
    values: letter.values(to.language),
    link: new URL(letter.path, servicesOf(trx).publicUrl).href,
    contact: letter.contact,
  });
  const dueAt = letter.when === 'at once' ? letter.at : withinMessageHours(letter.at, letter.when.hours, letter.when.zone);
  await queueLetter(trx, {
    case: letter.case,
    to,
    occasion: letter.occasion,
    template: letter.template,
    templateVersion,
    letter: text,
    writtenAt: letter.at,
    dueAt,
  });
}
