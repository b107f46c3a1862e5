import { z } from 'zod';
import { anyone } from '../../domain/core/policies';
import { demoIdentities, demoToken } from './demo';
import { operation } from './operation';
import { route, type RouteTable } from './route';

/** Signing in as anybody, where the demo is on. */
export function demoRoutes(table: RouteTable): void {
  route(
    table,
    operation({
      method: 'post',
      tag: 'Demo',
      path: '/demo/tokens',
      summary: 'A token for anybody, for trying the product out',
      description: `\`identity\` is one of ${Object.keys(demoIdentities).join(', ')}, or the e-mail of anybody held. Only where the demo is on.`,
      policy: anyone,
      body: z.strictObject({ identity: z.string().max(400) }),
      response: z.strictObject({ token: z.string() }),
    }),
    async (context, { body }) => ({ token: await demoToken(context, body.identity) }),
  );
}
