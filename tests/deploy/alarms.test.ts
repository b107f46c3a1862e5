import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { compose, text } from './support';

type Alarm = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } };
const alarms = (parse(text('deploy/prometheus/alarms.yml')) as { groups: { rules: Alarm[] }[] }).groups.flatMap((group) => group.rules);
const scraped = (
  parse(text('deploy/prometheus/scrape.yml')) as {
    scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
  }
).scrape_configs;

test.each(alarms)(
  '$alert looks at a figure that we publish, says who must come, and is told of in the guide',
  ({ alert, expr, labels, annotations }) => {
    const names = [...expr.matchAll(/frist_\w+/g)].map(([name]) => name.replace(/_(count|sum|bucket)$/, ''));
    const sources = `${text('workers/metrics.ts')}${text('api/core/metrics.ts')}`;
    for (const name of names) expect(sources).toContain(`'${name}'`);
    for (const [, job] of expr.matchAll(/job="([^"]+)"/g)) expect(scraped.map((one) => one.job_name)).toContain(job);
    expect(['call', 'look']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
    expect(text('docs/operations.md')).toContain(alert);
  },
);

test('Prometheus asks services that there are, on the ports they answer on', () => {
  for (const { dns_sd_configs } of scraped)
    for (const { names, port } of dns_sd_configs) {
      const environment = compose.services[names[0]!]?.environment ?? {};
      expect(`${environment['METRICS_PORT']} ${environment['PROMETHEUS_ENDPOINT']}`).toContain(String(port));
    }
});
