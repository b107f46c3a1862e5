import { participationTimeline } from '../../api/register/participation-queries';
import { caseTopic, LiveRegion, Timeline } from '../core/components';
import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { LookupStatus } from './lookup-status';
import { FieldsForm } from './participation-form';
import { participationPage, readShown } from './participation-frame';
import { answerSave, saveForm } from './participation-saving';
import { futureSteps, pastEvents } from './participation-timeline';
import { registerPaths } from './paths';

/** Person og prosjekt: who takes part, since when and where, and what has happened and will (`domain.md` 6.2). */
export function participationPersonPage(router: PageRouter): void {
  const path = registerPaths.participation(':id');
  router.get(path, 'signed-in', show);
  router.data(registerPaths.save(':id'), answerSave);
  router.postApart(
    path,
    'signed-in',
    async (page, form) => {
      await saveForm(page, form);
      return registerPaths.participation(page.params['id']!);
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const shown = await readShown(page, 'person', refused);
  const { locale, file, projects } = shown;
  const { participationId } = file.participation;
  const events = await participationTimeline(page.context, participationId);
  return participationPage(
    shown,
    <div class="frist-beside">
      <FieldsForm form={shown} page="person" />
      <div>
        <LookupStatus
          locale={locale}
          participationId={participationId}
          href={registerPaths.participation(participationId)}
          name={file.person.name}
          lookup={file.lookup}
        />
        <LiveRegion id="record-timeline" href={registerPaths.participation(participationId)} topics={[caseTopic(participationId)]}>
          <Timeline
            locale={locale}
            id="timeline"
            title={locale.t('core.timeline.title')}
            past={pastEvents(locale, events, projects)}
            future={futureSteps(locale, file.agenda)}
          />
        </LiveRegion>
      </div>
    </div>,
  );
}
