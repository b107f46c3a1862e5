import type { JSX } from 'preact';
import { deadlineOf } from '../../domain/certification/enrolment';
import type { EnrolmentFile } from '../../db/certification/enrolments';
import { newId } from '../../db/core/ids';
import { Button, FileField, Section, SubmitForm, TextArea } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { paths, sizeText } from './names';

type Props = Readonly<{
  locale: Locale;
  file: EnrolmentFile;
  /** `late`: the answer is kept, never graded, and the form says so first. */
  how: 'counts' | 'late';
  /** What was handed in before. */
  text: string | null;
  errors: FormErrors;
  /** Files were chosen for a form that was refused; browsers do not keep them. */
  filesLost: boolean;
}>;

/** Hands in an answer: text, files, or both. What is typed stays in the browser until it has arrived. */
export function HandInForm({ locale, file, how, text, errors, filesLost }: Props): JSX.Element {
  const { t, deadline } = locale;
  const { enrolment, round, rules } = file;
  const again = enrolment.answerId !== null && how === 'counts';
  const last = enrolment.state === 'returned' && enrolment.correctionUntilOn ? enrolment.correctionUntilOn : deadlineOf(enrolment, round);
  const title = enrolment.state === 'returned' ? 'correctTitle' : again ? 'againTitle' : 'title';
  const form = (
    <SubmitForm
      action={`${paths.enrolment(enrolment.enrolmentId)}/hand-in`}
      idempotencyKey={newId()}
      keep={{ name: `answer-${enrolment.enrolmentId}`, restored: t('core.kept.restored') }}
      // What will not be graded is asked for twice: unfolding, then sending.
      confirm={
        how === 'late'
          ? {
              ask: t('certification.handIn.lateTitle'),
              text: t('certification.handIn.late', { deadline: deadline(last) }),
              open: errors.summary.length > 0,
            }
          : undefined
      }
      multipart
    >
      <TextArea
        name="text"
        label={t('certification.handIn.text')}
        rows={12}
        maxLength={200_000}
        value={errors.value('text') ?? text ?? undefined}
        error={errors.of('text')}
        optional={t('certification.handIn.textOptional')}
      />
      <FileField
        name="files"
        label={t('certification.handIn.files')}
        hint={t('certification.handIn.filesHint', { count: rules.answerFiles.count, size: sizeText(locale, rules.answerFiles.bytes) })}
        multiple
        error={errors.of('files') ?? (filesLost ? t('core.errors.filesAgain') : undefined)}
        optional={t('certification.handIn.filesOptional')}
      />
      <Button>{t(again ? 'certification.handIn.sendAgain' : 'certification.handIn.send')}</Button>
    </SubmitForm>
  );
  if (how === 'late') return form;
  return (
    <Section title={t(`certification.handIn.${title}`)} id="hand-in">
      <p>{t(again ? 'certification.handIn.againLead' : 'certification.handIn.lead', { deadline: deadline(last) })}</p>
      {form}
    </Section>
  );
}
