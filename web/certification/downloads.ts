import { Refusal } from '../../domain/core/errors';
import { Bytes } from '../../api/core/route';
import { certificateDocument, signedBadge } from '../../api/certification/document-queries';
import { answerFileContent, materialFile } from '../../api/certification/queries';
import type { PageRouter } from '../core/page-router';
import { paths } from './names';

/** Files of material and answers, and certificates as files, to save; never opened by the browser itself. */
export function downloads(router: PageRouter): void {
  router.download(`${paths.rounds}/:id/material/:position`, 'signed-in', async ({ context, params }) => {
    const position = params['position'] ?? '';
    if (!/^\d{1,4}$/.test(position)) throw new Refusal('not_found');
    const { file, content } = await materialFile(context, params['id']!, Number(position));
    return new Bytes(content, file.name, file.contentType);
  });
  router.download('/certification/enrolments/:id/files/:fileId', 'signed-in', async ({ context, params }) => {
    const fileId = params['fileId'] ?? '';
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(fileId)) throw new Refusal('not_found');
    const { file, content } = await answerFileContent(context, params['id']!, fileId);
    return new Bytes(content, file.name, file.contentType);
  });
  router.download('/certification/certificates/:id/pdf', 'signed-in', async ({ context, params }) => {
    const { number, pdf } = await certificateDocument(context, params['id']!);
    return new Bytes(pdf, `${number}.pdf`, 'application/pdf');
  });
  router.download('/certification/certificates/:id/badge', 'signed-in', async ({ context, params }) => {
    const badge = await signedBadge(context, params['id']!);
    const { licenseNumber } = badge.credentialSubject;
    return new Bytes(Buffer.from(JSON.stringify(badge, null, 2)), `${licenseNumber}.json`, 'application/vc');
  });
}
