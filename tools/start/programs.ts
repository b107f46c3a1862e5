import { accepts } from '../engine/ports';
import type { Ports } from './choose-ports';
import type { DataLayout } from './data-layout';
import { answersOk, programPart, type Part, type Program } from './part';
import { reachable, type Environment } from './product-environment';

/** Our programs, as arguments of Node, relative to the project. */
export type Scripts = Readonly<Record<'migrate' | 'demo' | 'mailCapture' | 'populationRegister' | 'worker' | 'api', string>>;

export const ourScripts: Scripts = {
  migrate: 'dist/tools/migrate.js',
  demo: 'dist/tools/demo.js',
  mailCapture: 'dist/workers/mail-capture.js',
  populationRegister: 'dist/workers/population-register.js',
  worker: 'dist/workers/main.js',
  api: 'dist/api/main.js',
};

/** The programs that do their work once, and those that stay. */
export type Programs = Readonly<{ migrate: Program; demo: Program; mailCapture: Part; populationRegister: Part; worker: Part; api: Part }>;

/** Describes all programs of ours for one environment. */
export function programs(data: DataLayout, root: string, scripts: Scripts, env: Environment, ports: Ports): Programs {
  const program = (name: string, title: string, script: string, more: Environment = {}): Program => ({
    title,
    command: process.execPath,
    args: [script],
    cwd: root,
    env: { ...env, ...more },
    logFile: data.logOf(name),
    pidFile: data.pidFileOf(name),
  });
  const worker = program('worker', 'Worker', scripts.worker, { METRICS_PORT: String(ports.workerMetrics) });
  const api = program('api', 'Pages and API', scripts.api, { METRICS_PORT: String(ports.apiMetrics) });
  return {
    migrate: program('migrate', 'Migration', scripts.migrate),
    demo: program('demo', 'Demo', scripts.demo),
    mailCapture: programPart(program('mail-capture', 'Mail capture', scripts.mailCapture), () => accepts(ports.smtp), 30_000),
    populationRegister: programPart(
      program('population-register', 'Population register', scripts.populationRegister),
      () => accepts(ports.register),
      30_000,
    ),
    worker: programPart(worker, () => answersOk(`http://${reachable(env['METRICS_HOST'])}:${ports.workerMetrics}/readyz`), 120_000),
    api: programPart(api, () => answersOk(`http://${reachable(env['HOST'])}:${ports.web}/readyz`), 60_000),
  };
}

/** Names of all logs that a start begins anew. */
export const logNames = ['postgres', 'temporal', 'migrate', 'demo', 'mail-capture', 'population-register', 'worker', 'api'] as const;
