import type { JSX } from 'preact';
import type { z } from 'zod';
import type { consequencesOut } from '../../api/certification/correction-schemas';
import { isMessageKey } from '../../letters/core/catalogue';
import { Notice, Section, SummaryList } from '../core/components';
import type { Locale } from '../core/locale';

export type Consequences = z.infer<typeof consequencesOut>;

/** What a correction does, before it is done: states, certificates, letters, and the dates before and after. */
export function ConsequenceList({ locale, of }: Readonly<{ locale: Locale; of: Consequences }>): JSX.Element {
  const { t, day } = locale;
  const fromTo = (from: string, to: string): string =>
    from === to ? t('certification.correct.unchanged', { state: from }) : t('certification.correct.fromTo', { from, to });
  const { before, after } = of.enrolment;
  return (
    <Section title={t('certification.correct.consequences')} id="consequences">
      <SummaryList
        items={[
          {
            term: t('certification.correct.state'),
            value: fromTo(t(`certification.enrolment.state.${before.state}`), t(`certification.enrolment.state.${after.state}`)),
          },
          {
            term: t('certification.correct.round'),
            value: fromTo(t(`certification.round.state.${of.round.before}`), t(`certification.round.state.${of.round.after}`)),
          },
          {
            term: t('certification.correct.certificates'),
            value: list(
              of.certificates.map((one) => {
                const states = fromTo(
                  t(`certification.certificate.state.${one.before}`),
                  t(`certification.certificate.state.${one.after}`),
                );
                const valid = one.after === 'active' || one.after === 'expiring';
                return `${one.number}: ${states}${valid ? `. ${t('certification.certificate.is.active', { day: day(one.expiresOn) })}` : ''}`;
              }),
              t('core.none'),
            ),
          },
          {
            term: t('certification.correct.letters'),
            value: list(
              of.lettersWithdrawn.map((name) => letterName(locale, name)),
              t('core.none'),
            ),
          },
          {
            term: t('certification.correct.agendaBefore'),
            value: list(of.agenda.before.map(stepText), t('certification.correct.noAgenda')),
          },
          {
            term: t('certification.correct.agendaAfter'),
            value: list(of.agenda.after.map(stepText), t('certification.correct.noAgenda')),
          },
        ]}
      />
      <p>{t('certification.correct.told')}</p>
      {of.secondPerson && (
        <Notice tone="warning">
          <p>{t('certification.correct.second')}</p>
        </Notice>
      )}
    </Section>
  );

  function stepText({ step, effectiveAt }: Consequences['agenda']['before'][number]): string {
    const key = `certification.step.${step}.title`;
    return `${isMessageKey(key) ? t(key) : step}: ${locale.instant(effectiveAt)}`;
  }
}

function letterName({ t }: Locale, template: string): string {
  const key = `letters.${template}.name`;
  return isMessageKey(key) ? t(key) : template;
}

function list(texts: readonly string[], none: string): JSX.Element {
  if (texts.length === 0) return <>{none}</>;
  return (
    <ul class="frist-plain">
      {texts.map((text, at) => (
        <li key={at}>{text}</li>
      ))}
    </ul>
  );
}
