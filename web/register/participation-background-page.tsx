import type { PageRequest, PageRouter, Refused, View } from '../core/page-router';
import { FieldsForm } from './participation-form';
import { participationPage, readShown } from './participation-frame';
import { saveForm } from './participation-saving';
import { registerPaths } from './paths';

/** Bakgrunn: what somebody brings along (`domain.md` 6.2). */
export function participationBackgroundPage(router: PageRouter): void {
  const path = registerPaths.participation(':id', 'background');
  router.get(path, 'signed-in', show);
  router.postApart(
    path,
    'signed-in',
    async (page, form) => {
      await saveForm(page, form);
      return registerPaths.participation(page.params['id']!, 'background');
    },
    show,
  );
}

async function show(page: PageRequest, refused?: Refused): Promise<View> {
  const shown = await readShown(page, 'background', refused);
  return participationPage(shown, <FieldsForm form={shown} page="background" />);
}
