import type { JSX } from 'preact';
import type { Round } from '../../domain/certification/round';
import type { Material } from '../../db/certification/rounds';
import { newId } from '../../db/core/ids';
import { Button, FileField, Section, SubmitForm } from '../core/components';
import type { FormErrors } from '../core/form-errors';
import type { Locale } from '../core/locale';
import { MaterialList } from './material-list';
import { paths } from './names';

type Props = Readonly<{ locale: Locale; round: Round; material: readonly Material[]; mayUpload: boolean; errors: FormErrors }>;

/** The material of a round: what is there, and a form to replace it while the round is not closed. */
export function RoundMaterial({ locale, round, material, mayUpload, errors }: Props): JSX.Element {
  const { t, day } = locale;
  const uploads = mayUpload && ['draft', 'open', 'running'].includes(round.state);
  return (
    <Section title={t('certification.material.title')} id="material">
      {material.length === 0 && <p>{t('certification.material.none', { day: day(round.materialOn) })}</p>}
      {material.length > 0 && <MaterialList locale={locale} roundId={round.roundId} material={material} />}
      {uploads && (
        <SubmitForm action={`${paths.round(round.roundId)}/material`} idempotencyKey={newId()} multipart>
          <FileField
            name="files"
            label={t(material.length === 0 ? 'certification.material.files' : 'certification.material.replace')}
            hint={t('certification.material.hint')}
            multiple
            error={errors.of('files')}
          />
          <Button variant="secondary">{t('certification.material.upload')}</Button>
        </SubmitForm>
      )}
    </Section>
  );
}
