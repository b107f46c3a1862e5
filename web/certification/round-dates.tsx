import type { JSX } from 'preact';
import type { Instant } from '../../domain/core/calendar';
import { signUpIsOpen } from '../../domain/certification/round';
import type { DeclaredOutage } from '../../db/certification/outages';
import type { RoundView } from '../../api/certification/queries';
import { ButtonLink, Page, Stepper, SummaryList } from '../core/components';
import type { Locale } from '../core/locale';
import { OutageNotice } from './outage-notice';
import { paths, priceText, roundName } from './names';
import { roundSteps } from './round-steps';
import { RoundTag } from './tags';

/** `mine`: the reader's own enrolment in the round. */
type Props = Readonly<{
  locale: Locale;
  view: RoundView;
  mine: string | undefined;
  contact: string;
  outages: readonly DeclaredOutage[];
  at: Instant;
}>;

/** The dates and price of a round, for whoever takes part or might. */
export function RoundDates({ locale, view: { round, vatPercent }, mine, contact, outages, at }: Props): JSX.Element {
  const { t, day, deadline } = locale;
  return (
    <Page
      locale={locale}
      title={roundName(locale, round)}
      breadcrumbs={[{ href: paths.rounds, text: t('core.menu.rounds') }]}
      aside={<RoundTag locale={locale} round={round} />}
      lead={signUpIsOpen(round, at) && !mine ? t('certification.rounds.howToSignUp', { contact }) : undefined}
      actions={mine && <ButtonLink href={paths.enrolment(mine)}>{t('certification.enrolment.see')}</ButtonLink>}
    >
      <Stepper locale={locale} label={t('certification.board.stepper')} steps={roundSteps(locale, round)} />
      <OutageNotice locale={locale} outages={outages} />
      {round.cancelReason && <p>{t('certification.cancel.because', { reason: round.cancelReason })}</p>}
      <SummaryList
        items={[
          {
            term: t('certification.field.signUp'),
            value: t('certification.period', { from: day(round.signUpOpensOn), to: day(round.signUpClosesOn) }),
          },
          { term: t('certification.field.materialOn'), value: day(round.materialOn) },
          { term: t('certification.field.deadlineOn'), value: deadline(round.deadlineOn) },
          { term: t('certification.field.gradingTargetOn'), value: day(round.gradingTargetOn) },
          { term: t('certification.field.price'), value: priceText(locale, round.priceDkk, vatPercent) },
        ]}
      />
      <p class="frist-subtle">{t('core.time.notMoved')}</p>
    </Page>
  );
}
