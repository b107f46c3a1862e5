import type { Knex } from 'knex';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { instantOf } from '../domain/core/calendar';
import { overdueCases } from '../db/core/cases';
import { rows } from '../db/core/columns';
import { oldestWakeSeconds } from './courier';

/** The figures by which one sees whether promises are kept: wakes delivered, dates kept, letters going out, stories running. */
export function createMetrics(db: Knex): { registry: Registry; taskFailures: Gauge } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => Promise<number>): void => {
    const made = new Gauge({
      name,
      help,
      registers: [],
      async collect() {
        this.set(await read());
      },
    });
    registry.registerMetric(made);
  };
  gauge('frist_oldest_wake_seconds', 'How long the oldest undelivered wake has waited', () => oldestWakeSeconds(db));
  gauge('frist_oldest_overdue_seconds', 'How long the case that is most overdue has been due', async () => {
    const [first] = await overdueCases(db, instantOf(Date.now()), 1);
    return first ? (Date.now() - Date.parse(first.nextDueAt)) / 1_000 : 0;
  });
  gauge('frist_letters_failing', 'Letters refused, bounced, or tried more than once', async () => {
    const [row] = await rows<{ count: number }>(
      db.raw(`select count(*) as count from letter where state in ('refused', 'bounced') or (state = 'queued' and attempts > 1)`),
    );
    return row?.count ?? 0;
  });
  gauge('frist_repeated_deliveries', 'Letters sent that took more than one attempt: the most that may have arrived twice', async () => {
    const [row] = await rows<{ count: number }>(db.raw(`select count(*) as count from letter where state = 'sent' and attempts > 1`));
    return row?.count ?? 0;
  });
  const taskFailures = new Gauge({
    name: 'frist_workflow_task_failures',
    help: 'Workflow tasks that failed in this process',
    registers: [registry],
  });
  return { registry, taskFailures };
}

/** Reads how many workflow tasks failed from the text of the SDK's own metrics. */
export function taskFailuresIn(exposition: string): number {
  let sum = 0;
  for (const line of exposition.split('\n'))
    if (/^temporal_workflow_task_execution_failed(_total)?[ {]/.test(line)) sum += Number(line.slice(line.lastIndexOf(' ') + 1)) || 0;
  return sum;
}
