import { render as toHtml } from 'preact-render-to-string';
import type { LetterText } from '../../db/core/letters';
import { isMessageKey, textsOf, type Language, type MessageKey } from './catalogue';

/** The letters there are (`domain.md` 2.3, Messages); their texts are `letters.<template>.*` in the catalogue. */
export const templates = [
  'admitted',
  'not_admitted',
  'material',
  'deadline_reminder',
  'deadline_moved',
  'round_cancelled',
  'received',
  'late',
  'not_delivered',
  'returned',
  'passed',
  'certificate',
  'failed',
  'expiry_warning',
  'expired',
  'corrected',
  'revoked',
  'sign_in_link',
  'invitation',
  'invitation_reminder',
  'password_reset',
  'report_reminder',
] as const;
export type Template = (typeof templates)[number];

/** Letters of the register: they are signed by it, and name whom to ask there. */
const ofRegister: ReadonlySet<Template> = new Set(['invitation', 'invitation_reminder', 'password_reset', 'report_reminder']);

/** Raised when the wording of any template changes; each letter remembers the one it was written with. */
export const templateVersion = 2;

export type LetterValues = Readonly<Record<string, string | number>>;

/** What a letter is made of: who it greets, the values of its text, and where its button leads. */
export type LetterContent = Readonly<{
  template: Template;
  language: Language;
  name: string;
  values: LetterValues;
  link: string;
  contact: string;
}>;

/** Writes a letter as text and as html that says the same. */
export function renderLetter({ template, language, name, values, link, contact }: LetterContent): LetterText {
  const t = textsOf(language);
  const say = (part: string): string | undefined => {
    const key = `letters.${template}.${part}`;
    return isMessageKey(key) ? t(key, values) : undefined;
  };
  const paragraphs = ['p1', 'p2', 'p3'].map(say).filter((text) => text !== undefined);
  const subject = t(`letters.${template}.subject` as MessageKey, values).replace(/[\r\n]+/g, ' ');
  const action = t(`letters.${template}.action` as MessageKey);
  const greeting = name ? t('letters.greeting', { name }) : t('letters.greetingWithoutName');
  const from = ofRegister.has(template) ? 'letters.register' : 'letters';
  const ending = [t(`${from}.contact`, { contact }), t('letters.noReply')];
  const signedBy = t(`${from}.signature`);
  const signature = `${t('letters.closing')}\n${signedBy}`;
  const text = [greeting, ...paragraphs, `${action}:\n${link}`, ...ending, signature].join('\n\n');
  const body = (
    <Letter
      {...{
        language,
        subject,
        greeting,
        paragraphs,
        action,
        link,
        hint: t('letters.linkHint', { link }),
        ending,
        closing: t('letters.closing'),
        signature: signedBy,
      }}
    />
  );
  return { subject, text: `${text}\n`, html: `<!doctype html>${toHtml(body)}` };
}

type Body = Readonly<{
  language: string;
  subject: string;
  greeting: string;
  paragraphs: string[];
  action: string;
  link: string;
  hint: string;
  ending: string[];
  closing: string;
  signature: string;
}>;

// Mail readers know neither style sheets nor much else: one narrow column, styles at each element.
function Letter(letter: Body): preact.JSX.Element {
  const p = 'margin:0 0 16px;font:16px/1.5 Arial,sans-serif;color:#1e2b3c';
  const small = 'margin:0 0 8px;font:14px/1.5 Arial,sans-serif;color:#4a5868';
  return (
    <html lang={letter.language}>
      <head>
        <meta charset="utf-8" />
        <title>{letter.subject}</title>
      </head>
      <body style="margin:0;padding:24px;background:#f4f5f6">
        <div style="max-width:600px;margin:0 auto;padding:32px;background:#ffffff;border-radius:4px">
          <p style={p}>{letter.greeting}</p>
          {letter.paragraphs.map((text) => (
            <p style={p}>{text}</p>
          ))}
          <p style={p}>
            <a
              href={letter.link}
              style="display:inline-block;padding:12px 20px;background:#0b4f8a;color:#ffffff;text-decoration:none;border-radius:4px"
            >
              {letter.action}
            </a>
          </p>
          <p style={small}>{letter.hint}</p>
          {letter.ending.map((text) => (
            <p style={small}>{text}</p>
          ))}
          <p style={p}>
            {letter.closing}
            <br />
            {letter.signature}
          </p>
        </div>
      </body>
    </html>
  );
}
