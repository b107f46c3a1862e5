import type { Mode } from '../engine/project';
import type { Ports } from './choose-ports';
import type { DatabaseUrls } from './database-urls';

export type Environment = Readonly<Record<string, string | undefined>>;

export type EnvironmentInput = Readonly<{
  mode: Mode;
  /** Ours, with what `.env` brought; what it says about the outside goes before our own choice. */
  given: Environment;
  ports: Ports;
  urls: DatabaseUrls;
  masterKey: string;
  temporalAddress: string;
  temporalPages: string | undefined;
}>;

/** Whether mail goes to our own capture: unless the environment names a mail server. */
export function capturesMail(given: Environment): boolean {
  return !given['SMTP_URL'];
}

/** Whether name look-ups go to our own population register with its synthetic people: unless the environment names another. */
export function runsRegister(given: Environment): boolean {
  return !given['POPULATION_REGISTER_URL'];
}

/** Whether the demo's cases and people are wanted; they are, unless told otherwise. */
export function wantsDemo(given: Environment): boolean {
  return !['off', 'false', '0'].includes(given['FRIST_DEMO'] ?? '');
}

/** Where people open the product. */
export function publicUrl(given: Environment, ports: Ports): string {
  return given['PUBLIC_URL'] || `http://${reachable(given['HOST'])}:${ports.web}`;
}

/** The address to reach from here what listens on `host`; something that listens everywhere is reached on the loopback. */
export function reachable(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** The environment that every program of the product shares (see domain/core/config.ts); METRICS_PORT is each program's own. */
export function productEnvironment({ mode, given, ports, urls, masterKey, temporalAddress, temporalPages }: EnvironmentInput): Environment {
  const capture = capturesMail(given);
  return {
    ...given,
    DATABASE_URL: urls.appUrl,
    DATABASE_OWNER_URL: urls.ownerUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: given['TEMPORAL_NAMESPACE'] || 'default',
    TEMPORAL_UI_URL: given['TEMPORAL_UI_URL'] || temporalPages,
    SMTP_URL: capture ? `smtp://127.0.0.1:${ports.smtp}` : given['SMTP_URL'],
    MAIL_REPORTS_PORT: given['MAIL_REPORTS_PORT'] || String(ports.mailReports),
    FRIST_MAIL_CAPTURE: capture ? 'on' : 'off',
    POPULATION_REGISTER_URL:
      given['POPULATION_REGISTER_URL'] || `http://127.0.0.1:${ports.register}/folkeregisteret/offentlig-med-hjemmel/api`,
    FRIST_DEMO: wantsDemo(given) ? 'on' : 'off',
    FRIST_REHEARSAL: mode === 'rehearsal' ? 'on' : 'off',
    FRIST_MASTER_KEY: masterKey,
    PORT: String(ports.web),
    PUBLIC_URL: publicUrl(given, ports),
  };
}
