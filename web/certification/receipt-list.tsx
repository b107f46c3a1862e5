import type { JSX } from 'preact';
import type { Answer, AnswerFile } from '../../db/certification/answers';
import type { Receipts } from '../../api/certification/queries';
import { Section, SummaryList, Tag } from '../core/components';
import type { Locale } from '../core/locale';
import { paths, sizeText } from './names';

type Props = Readonly<{ locale: Locale; enrolmentId: string; received: Receipts }>;

/** Everything that was received, newest first, with what proves it: number, instant, SHA-256. */
export function ReceiptList({ locale, enrolmentId, received: { answers, files, countsId } }: Props): JSX.Element {
  const { t } = locale;
  return (
    <Section title={t('certification.receipt.title', { count: answers.length })} id="receipts">
      {[...answers].reverse().map((answer) => (
        <article key={answer.answerId} class="frist-receipt" aria-label={t('certification.receipt.of', { receipt: answer.receiptNumber })}>
          <SummaryList
            items={[
              {
                term: t('certification.receipt.number'),
                value: (
                  <>
                    <strong>{answer.receiptNumber}</strong>{' '}
                    <Standing locale={locale} answer={answer} counts={answer.answerId === countsId} />
                  </>
                ),
              },
              {
                term: t('certification.receipt.receivedAt'),
                value: (
                  <>
                    {locale.instant(answer.receivedAt)} <span class="frist-subtle frist-code">{answer.receivedAt}</span>
                  </>
                ),
              },
              {
                term: t('certification.receipt.files'),
                value: (
                  <AnswerFiles
                    locale={locale}
                    enrolmentId={enrolmentId}
                    files={files.filter((file) => file.answerId === answer.answerId)}
                  />
                ),
              },
              { term: 'SHA-256', value: <code class="frist-code">{answer.sha256.toString('hex')}</code> },
            ]}
          />
        </article>
      ))}
    </Section>
  );
}

/** Whether an answer counts, was replaced, or came late. */
function Standing({ locale: { t }, answer, counts }: Readonly<{ locale: Locale; answer: Answer; counts: boolean }>): JSX.Element {
  if (answer.late) return <Tag tone="danger">{t('certification.receipt.late')}</Tag>;
  return <Tag tone={counts ? 'success' : 'neutral'}>{t(counts ? 'certification.receipt.counts' : 'certification.receipt.replaced')}</Tag>;
}

/** The files of an answer, to save. */
export function AnswerFiles({
  locale,
  enrolmentId,
  files,
}: Readonly<{ locale: Locale; enrolmentId: string; files: readonly AnswerFile[] }>): JSX.Element {
  if (files.length === 0) return <>{locale.t('core.none')}</>;
  return (
    <ul class="frist-plain">
      {files.map((file) => (
        <li key={file.fileId}>
          <a href={`${paths.enrolment(enrolmentId)}/files/${file.fileId}`}>{file.name}</a>{' '}
          <span class="frist-subtle">({sizeText(locale, file.size)})</span>
        </li>
      ))}
    </ul>
  );
}
