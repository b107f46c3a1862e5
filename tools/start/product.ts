import type { Log } from '../engine/child';
import { recordProcess } from '../engine/process-identity';
import type { Mode } from '../engine/project';
import { choosePorts, type Ports } from './choose-ports';
import { readState, rotateLogs, writeEnvironment, writeState, type DataLayout } from './data-layout';
import { withoutPassword } from './database-urls';
import { haveDatabase, haveTemporal } from './have-engines';
import { stopOrphans } from './orphans';
import { runOnce } from './part';
import { capturesMail, productEnvironment, publicUrl, runsRegister, wantsDemo, type Environment } from './product-environment';
import { logNames, programs, type Scripts } from './programs';
import { stage } from './progress';
import type { Supervisor } from './supervisor';

export type ProductOptions = Readonly<{
  mode: Mode;
  root: string;
  data: DataLayout;
  given: Environment;
  scripts: Scripts;
  supervisor: Supervisor;
  signal: AbortSignal;
  print: Log;
}>;

/** What people need to know of a running product. */
export type Product = Readonly<{ url: string; mailUrl: string | undefined; temporalPages: string | undefined; demo: boolean }>;

/**
 * Brings the whole product up, in order: what an earlier start left behind is stopped; PostgreSQL and Temporal; the database; the demo;
 * mail capture, population register, worker and API. What is started is the supervisor's from then on.
 * @throws Error saying what did not start, or the reason of `signal`.
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { mode, root, data, given, scripts, supervisor, signal, print } = options;
  await stopOrphans(data.run, print);
  const ports = await rememberedPorts(options);
  recordProcess(data.lock, process.pid, { url: publicUrl(given, ports) });
  rotateLogs(data, logNames);

  const [urls, temporal] = await Promise.all([haveDatabase(options, ports), haveTemporal(options, ports)]);
  const env = productEnvironment({
    mode,
    given,
    ports,
    urls,
    masterKey: given['FRIST_MASTER_KEY'] || data.secret('master-key', 32, 'base64'),
    temporalAddress: temporal.address,
    temporalPages: temporal.pages,
  });
  writeEnvironment(data.folder, env);
  const { migrate, demo, mailCapture, populationRegister, worker, api } = programs(data, root, scripts, env, ports);
  await stage(
    print,
    'migrating the database',
    () => runOnce(migrate, signal),
    () => 'Database migrated',
  );
  if (wantsDemo(given))
    await stage(
      print,
      'loading the demo',
      () => runOnce(demo, signal),
      () => 'Demo loaded',
    );

  const parts = [...(capturesMail(given) ? [mailCapture] : []), ...(runsRegister(given) ? [populationRegister] : []), worker, api];
  const ready = (title: string) => () => `${title} ready`;
  await Promise.all(parts.map((part) => stage(print, `${part.title} is starting`, () => supervisor.start(part), ready(part.title))));
  return {
    url: publicUrl(given, ports),
    mailUrl: capturesMail(given) ? `${publicUrl(given, ports)}/mail` : undefined,
    temporalPages: env['TEMPORAL_UI_URL'],
    demo: wantsDemo(given),
  };
}

async function rememberedPorts({ mode, data, given, print }: ProductOptions): Promise<Ports> {
  const state = readState(data.folder);
  const asked = Number(given['PORT']) || undefined;
  const usual = mode === 'rehearsal' ? 3_100 : 3_000;
  const ports = await choosePorts(state.ports, { asked, usual });
  const expected = asked ?? state.ports['web'] ?? usual;
  if (ports.web !== expected) print(`port ${expected} is busy, taking ${ports.web}`);
  const url = given['DATABASE_OWNER_URL'] || given['DATABASE_URL'];
  const externalDatabase = url ? withoutPassword(url) : state.externalDatabase; // once used, its key has to be kept
  writeState(data.folder, { ports, ...(externalDatabase && { externalDatabase }) });
  return ports;
}
