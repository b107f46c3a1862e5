import type { Plant, Worker } from './plant';

/** The figures by which deploy/prometheus/alarms.yml judges a worker. */
const ofWorkers = ['frist_oldest_wake_seconds', 'frist_oldest_overdue_seconds', 'frist_letters_failing', 'frist_workflow_task_failures'];

/**
 * Asks everything that answers Prometheus.
 * @returns what there is to say
 * @throws Error naming the figure that is missing
 */
export async function askForMetrics({ apiMetricsUrl, temporalMetricsUrl }: Plant, worker: Worker): Promise<string> {
  await expect('the API', apiMetricsUrl, ['frist_http_seconds_count']);
  await expect('Temporal', temporalMetricsUrl, ['service_requests']);
  const figures = await expect(worker.name, worker.metricsUrl, ofWorkers);
  const repeated = /^frist_repeated_deliveries (\d+)/m.exec(figures)?.[1] ?? '?';
  return `metrics of API, worker and Temporal answer; letters that took more than one attempt: ${repeated}`;
}

async function expect(what: string, url: string, names: readonly string[]): Promise<string> {
  const figures = await (await fetch(url)).text();
  for (const name of names) if (!new RegExp(`^${name}[ {]`, 'm').test(figures)) throw new Error(`the metrics of ${what} lack ${name}`);
  return figures;
}
