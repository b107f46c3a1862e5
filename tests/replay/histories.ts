import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporal } from '@temporalio/proto';
import { STORIES_VERSION } from '../../domain/core/stories';

const { History: Wire } = temporal.api.history.v1;
export type History = temporal.api.history.v1.IHistory;
export type Recorded = Readonly<{ name: string; workflowId: string; history: History }>;

const folder = path.resolve(__dirname, 'histories', String(STORIES_VERSION));

/** Replaces the recorded histories of this version. Those of older versions go: their stories are terminated by reconcile, never replayed. */
export function saveHistories(histories: readonly Recorded[]): void {
  rmSync(path.dirname(folder), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, workflowId, history } of histories)
    writeFileSync(
      path.join(folder, `${name}.json`),
      `${JSON.stringify({ workflowId, events: history.events?.length, history: Buffer.from(Wire.encode(history).finish()).toString('base64') })}\n`,
    );
}

/** The histories recorded for this version of the stories. */
export function loadHistories(): Recorded[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((file) => {
    const { workflowId, history } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as { workflowId: string; history: string };
    return { name: path.basename(file, '.json'), workflowId, history: Wire.decode(Buffer.from(history, 'base64')) };
  });
}

/** Which activities a history holds: normal ones by their event, local ones by their marker. */
export function activitiesIn(history: History): string[] {
  const found: string[] = [];
  for (const event of history.events ?? []) {
    const normal = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (normal) found.push(normal);
    const marker = event.markerRecordedEventAttributes;
    const data = marker?.markerName === 'core_local_activity' ? marker.details?.['data']?.payloads?.[0]?.data : undefined;
    if (data) found.push((JSON.parse(Buffer.from(data).toString()) as { activity_type: string }).activity_type);
  }
  return found;
}
