import type { RequestHandler } from 'express';
import { Refusal } from '../../domain/core/errors';
import { seeCase } from '../../api/certification/case-access';
import type { PageRouter } from './page-router';

/** A page shows few cases; more topics than this are not followed. */
const topicCount = 20;

/** `GET /live?topic=case-<id>&topic=…`: tells an open page that a case of it changed. Cases that the reader may not see are left out without a word. */
export function liveStream(router: PageRouter): RequestHandler {
  return async (req, res) => {
    if (req.actor.kind !== 'person') throw new Refusal('not_signed_in');
    const { context } = router.pageOf(req);
    const asked = ([req.query['topic'] ?? []].flat() as string[]).slice(0, topicCount);
    const seen = await Promise.all(
      asked.map(async (topic) => {
        const caseId = /^case-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(topic)?.[1];
        if (!caseId) return [];
        try {
          await seeCase(context, caseId);
          return [`case-${caseId}`];
        } catch (error) {
          if (error instanceof Refusal) return [];
          throw error;
        }
      }),
    );
    await router.parts.live.open(req, res, new Set(seen.flat()));
  };
}
