import type { JSX } from 'preact';
import { hasRole } from '../../domain/core/actors';
import { ButtonLink, ButtonRow } from '../core/components';
import type { PageRequest } from '../core/page-router';
import { registerPaths } from './paths';

/** Where whoever works in the register alone goes on from the start page. */
export function RegisterStart({ page }: Readonly<{ page: PageRequest }>): JSX.Element {
  const { actor } = page.context;
  const { t } = page.locale;
  const inMunicipality = hasRole(actor, 'municipality_admin', 'municipality_user');
  return (
    <ButtonRow>
      {inMunicipality && (
        <>
          <ButtonLink href={registerPaths.newParticipation} variant="primary">
            {t('register.overview.new')}
          </ButtonLink>
          <ButtonLink href={registerPaths.overview}>{t('register.overview.title')}</ButtonLink>
        </>
      )}
      {hasRole(actor, 'directorate') && <ButtonLink href={registerPaths.oversight}>{t('register.oversight.title')}</ButtonLink>}
    </ButtonRow>
  );
}
