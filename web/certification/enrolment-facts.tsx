import type { JSX } from 'preact';
import { deadlineOf } from '../../domain/certification/enrolment';
import type { EnrolmentView } from '../../api/certification/presenters';
import { Section, SummaryList } from '../core/components';
import type { Locale } from '../core/locale';
import { participantName } from './names';

/** Who it is and how they came in, for staff. What concerns money is for those who manage. */
export function EnrolmentFacts({
  locale,
  view,
  mayManage,
}: Readonly<{ locale: Locale; view: EnrolmentView; mayManage: boolean }>): JSX.Element {
  const { t, instant, deadline } = locale;
  const { person, file, blind } = view;
  const { enrolment, round } = file;
  const items = [
    { term: t('certification.field.name'), value: participantName(locale, { ...person, blind, enrolmentId: enrolment.enrolmentId }) },
    ...(blind
      ? []
      : [
          { term: t('certification.field.email'), value: person.email },
          { term: t('certification.field.employer'), value: person.employer ?? t('core.none') },
        ]),
    {
      term: t('certification.field.requestedAt'),
      value: t('certification.bySource', { at: instant(enrolment.requestedAt), source: t(`certification.source.${enrolment.source}`) }),
    },
    { term: t('certification.field.deadlineOn'), value: deadline(deadlineOf(enrolment, round)) },
    ...(mayManage
      ? [
          { term: t('certification.field.payment'), value: t(`certification.payment.${enrolment.payment}`) },
          {
            term: t('certification.enrolment.letters'),
            value: <a href={`/letters?case=${enrolment.enrolmentId}`}>{t('certification.enrolment.seeLetters')}</a>,
          },
        ]
      : []),
  ];
  return (
    <Section title={t('certification.enrolment.facts')} id="facts">
      <SummaryList items={items} />
    </Section>
  );
}
