import { askForNameAgain, reportTrouble, settleTroubleReport } from '../../api/register/lookup-commands';
import { troubleBody } from '../../api/register/lookup-schemas';
import { leaveNote } from '../core/note';
import type { PageRouter } from '../core/page-router';
import { registerPaths } from './paths';

/** What people do about look-ups: ask again, report trouble, see to a report. */
export function lookupForms(router: PageRouter): void {
  router.post('/register/participations/:id/name-lookup', 'signed-in', async (page) => {
    await askForNameAgain(page.context, page.params['id']!);
    leaveNote(page, 'register.lookup.asked');
    return registerPaths.participation(page.params['id']!);
  });
  router.post('/register/participations/:id/trouble', 'signed-in', async (page, { values }) => {
    const { field } = troubleBody.parse({ field: values['field'] });
    await reportTrouble(page.context, page.params['id']!, field);
    leaveNote(page, 'register.lookup.reported');
    return registerPaths.participation(page.params['id']!);
  });
  router.post('/register/trouble-reports/:id/settle', 'signed-in', async (page) => {
    await settleTroubleReport(page.context, page.params['id']!);
    leaveNote(page, 'register.troubles.settled');
    return '/register/lookups';
  });
}
