import { z } from 'zod';
import type { Snapshot } from '../../db/core/snapshots';
import { newId } from '../../db/core/ids';
import { restore, snapshot, snapshotList } from '../../api/core/snapshot-commands';
import { Button, DataTable, ErrorSummary, Page, SubmitForm, TextField, type Column } from './components';
import { formErrors } from './form-errors';
import { leaveNote } from './note';
import { readValues, type PageRequest, type PageRouter, type Refused, type View } from './page-router';

const form = z.object({ name: z.string().max(40) });
const here = '/rehearsal/snapshots';

/** Keeps a rehearsal as it stands, and goes back to it. Only where time is rehearsed. */
export function snapshotsPage(router: PageRouter): void {
  router.get(here, 'signed-in', shown);
  router.postApart(
    here,
    'signed-in',
    async (page, { values }) => {
      await snapshot(page.context, readValues(form, values).name);
      leaveNote(page, 'records.snapshot.done');
      return here;
    },
    shown,
  );
  router.postApart(`${here}/restore`, 'signed-in', async (page, { values }) => {
    await restore(page.context, readValues(form, values).name);
    leaveNote(page, 'records.snapshot.restored');
    return here;
  });
}

async function shown({ context, locale }: PageRequest, refused?: Refused): Promise<View> {
  const { t } = locale;
  const found = await snapshotList(context);
  const errors = formErrors(locale, refused, { name: t('records.snapshot.name') });
  const columns: Column<Snapshot>[] = [
    { key: 'name', heading: t('records.snapshot.name'), rowHeader: true, cell: (one) => one.name },
    { key: 'clock', heading: t('records.snapshot.clock'), cell: (one) => locale.instant(one.clockAt) },
    { key: 'taken', heading: t('records.snapshot.taken'), cell: (one) => locale.instant(one.takenAt) },
    {
      key: 'back',
      heading: t('records.snapshot.back'),
      hiddenHeading: true,
      cell: (one) =>
        one.otherVersion ? (
          t('records.snapshot.otherVersion')
        ) : (
          <SubmitForm
            action={`${here}/restore`}
            idempotencyKey={newId()}
            confirm={{ ask: t('records.snapshot.ask'), text: t('records.snapshot.what') }}
          >
            <input type="hidden" name="name" value={one.name} />
            <Button danger>
              {t('records.snapshot.back')}
              <span class="ds-sr-only"> ({one.name})</span>
            </Button>
          </SubmitForm>
        ),
    },
  ];
  const title = t('records.snapshot.title');
  const body = (
    <Page locale={locale} title={title} lead={t('records.snapshot.lead')}>
      <ErrorSummary locale={locale} errors={errors.summary} />
      <SubmitForm action={here} idempotencyKey={newId()} inline>
        <TextField
          name="name"
          label={t('records.snapshot.name')}
          hint={t('records.snapshot.nameHint')}
          value={errors.value('name')}
          error={errors.of('name')}
          maxLength={40}
          size={20}
          autocomplete="off"
        />
        <Button>{t('records.snapshot.take')}</Button>
      </SubmitForm>
      <DataTable
        id="snapshots"
        caption={title}
        columns={columns}
        rows={found}
        rowKey={(one) => one.name}
        empty={t('records.snapshot.none')}
        hiddenCaption
      />
    </Page>
  );
  return { title, body };
}
