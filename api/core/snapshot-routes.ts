import { z } from 'zod';
import { signedIn } from '../../domain/core/policies';
import type { Snapshot } from '../../db/core/snapshots';
import { operation } from './operation';
import { rehearsalClock } from './rehearsal-commands';
import { route, type RouteTable } from './route';
import { instantOut } from './schemas';
import * as snapshots from './snapshot-commands';

/** Snapshots of a rehearsal: to go back, and live it otherwise. */
export function snapshotRoutes(table: RouteTable): void {
  const base = { tag: 'Rehearsal', policy: signedIn } as const;
  const body = z.strictObject({ name: z.string().regex(snapshots.snapshotName) });
  const snapshotOut = z
    .strictObject({ name: z.string(), takenAt: instantOut, clockAt: instantOut, otherVersion: z.boolean() })
    .meta({ id: 'Snapshot' });
  const present = ({ name, takenAt, clockAt, otherVersion }: Snapshot) => ({ name, takenAt, clockAt, otherVersion });
  route(
    table,
    operation({
      ...base,
      method: 'get',
      path: '/rehearsal/snapshots',
      summary: 'The snapshots of this rehearsal, newest first',
      response: z.strictObject({ snapshots: z.array(snapshotOut) }),
    }),
    async (context) => ({ snapshots: (await snapshots.snapshotList(context)).map(present) }),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/rehearsal/snapshot',
      summary: 'Keep the rehearsal as it stands, under a name',
      description: 'One of the same name is replaced. Sessions and tokens are no part of it.',
      body,
      status: 201,
      response: snapshotOut,
      apart: true,
      codes: ['advance_running'],
    }),
    // The transaction of a POST does not see all tables at one instant.
    async (context, input) => present(await snapshots.snapshot(context, input.body.name)),
  );
  route(
    table,
    operation({
      ...base,
      method: 'post',
      path: '/rehearsal/restore',
      summary: 'Go back to a snapshot',
      description: 'Every fact, letter and captured mail is as it was; what has been lived through since then is gone.',
      body,
      response: z.strictObject({ now: instantOut, openStories: z.int() }),
      codes: ['advance_running', 'snapshot_of_other_version'],
    }),
    async (context, input) => {
      await snapshots.restore(context, input.body.name);
      const { now, openStories } = await rehearsalClock(context);
      return { now, openStories };
    },
  );
}
