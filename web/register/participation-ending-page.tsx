import { z } from 'zod';
import { localDay } from '../../domain/core/calendar';
import { missingFields } from '../../domain/register/fields';
import { zone } from '../../domain/register/zone';
import {
  dischargeParticipation,
  endParticipation,
  reopenParticipation,
  returnParticipation,
} from '../../api/register/participation-commands';
import { LiveRegion } from '../core/components';
import { leaveNote } from '../core/note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from '../core/page-router';
import { DischargeState, EndToday, ReopenForm, ReturnForm } from './participation-ending';
import { FieldsForm } from './participation-form';
import { participationPage, readShown, topicsOf } from './participation-frame';
import { saveForm } from './participation-saving';
import { registerPaths } from './paths';

const reasonForm = z.object({ reason: z.string().max(2_000).optional() });
const returnForm = z.object({ startOn: z.string().max(40), financing: z.string().max(40), projectId: z.string().max(40) });

/** Avslutning: the end of a participation, its discharge, and what may come after (`domain.md` 6.5, 6.6). */
export function participationEndingPage(router: PageRouter): void {
  const path = registerPaths.participation(':id', 'ending');
  const here = (page: PageRequest): string => registerPaths.participation(page.params['id']!, 'ending');
  router.get(path, 'signed-in', show);
  router.postApart(
    path,
    'signed-in',
    async (page, form) => {
      await saveForm(page, form);
      return here(page);
    },
    show,
  );
  router.post(
    `${path}/today`,
    'signed-in',
    async (page) => {
      await endParticipation(page.context, page.params['id']!, { endOn: localDay(page.context.receivedAt, zone) });
      leaveNote(page, 'register.ending.ended');
      return here(page);
    },
    show,
  );
  router.post(
    `${path}/discharge`,
    'signed-in',
    async (page) => {
      await dischargeParticipation(page.context, page.params['id']!);
      leaveNote(page, 'register.ending.discharged');
      return here(page);
    },
    show,
  );
  router.post(
    `${path}/reopen`,
    'signed-in',
    async (page, form) => {
      await reopenParticipation(page.context, page.params['id']!, readValues(reasonForm, form.values).reason);
      leaveNote(page, 'register.ending.reopened');
      return here(page);
    },
    show,
  );
  router.post(
    `${path}/return`,
    'signed-in',
    async (page, form) => {
      const { participation } = await returnParticipation(page.context, page.params['id']!, readValues(returnForm, form.values));
      leaveNote(page, 'register.ending.returned');
      return registerPaths.participation(participation.participationId);
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const shown = await readShown(page, 'ending', refused);
  const { locale, file, others } = shown;
  const { participation, entries, rules } = file;
  const discharged = participation.dischargedAt !== null;
  const mayReturn = discharged && !others.some((one) => one.returnOf === participation.participationId || one.dischargedAt === null);
  return participationPage(
    shown,
    <>
      <FieldsForm form={shown} page="ending" />
      {participation.endOn === null && !discharged && <EndToday locale={locale} file={file} />}
      <LiveRegion
        id="record-discharge"
        href={registerPaths.participation(participation.participationId, 'ending')}
        topics={topicsOf(shown)}
      >
        <DischargeState locale={locale} file={file} missing={missingFields(participation, entries, 'discharge', rules)} />
      </LiveRegion>
      {discharged && <ReopenForm shown={shown} />}
      {mayReturn && <ReturnForm shown={shown} />}
    </>,
  );
}
