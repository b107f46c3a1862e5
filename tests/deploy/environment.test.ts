import { expect, test } from '@jest/globals';
import { ConfigFaults, parseConfig } from '../../domain/core/config';
import { compose, exampleVariables, secrets } from './support';

const environmentOf = (service: string): Readonly<Record<string, string>> => compose.services[service]?.environment ?? {};
/** Of npm, which tells its programs their version under this name. */
const ours = (service: string): string[] => Object.keys(environmentOf(service)).filter((name) => name !== 'npm_package_version');

/** The variables that the configuration asks for. */
function askedFor(): string[] {
  const asked = new Set<string>();
  const noticing = new Proxy<Record<string, string>>({}, { get: (_target, name) => void asked.add(String(name)) });
  expect(() => parseConfig(noticing)).toThrow(ConfigFaults);
  return [...asked].filter((name) => /^[A-Z]/.test(name)).sort();
}

test('.env.example names exactly the variables of the configuration', () => {
  expect(Object.keys(exampleVariables('.env.example')).sort()).toEqual(askedFor());
});

test('and its values can be used as they are', () => {
  const given = exampleVariables('.env.example');
  expect(() => parseConfig({ ...given, FRIST_MASTER_KEY: secrets['FRIST_MASTER_KEY'] })).not.toThrow();
});

test.each(['api', 'worker'])('the environment of %s is a production configuration', (service) => {
  const config = parseConfig(environmentOf(service));
  expect(config).toMatchObject({ NODE_ENV: 'production', FRIST_DEMO: false, FRIST_REHEARSAL: false, FRIST_MAIL_CAPTURE: false });
  expect(config.DATABASE_OWNER_URL).toBeUndefined();
  expect(ours(service).filter((name) => !askedFor().includes(name))).toEqual([]);
});

test.each(['api', 'worker'])('%s works as the app role, and Prometheus reaches it', (service) => {
  const config = parseConfig(environmentOf(service));
  expect(new URL(config.DATABASE_URL).username).toBe('frist_app');
  expect(config).toMatchObject({ METRICS_HOST: '0.0.0.0', METRICS_PORT: 9464 });
});

test('the migration alone is the owner, of the same database', () => {
  const { DATABASE_URL: app, DATABASE_OWNER_URL: owner } = environmentOf('migrate');
  expect(app).toBe(environmentOf('api')['DATABASE_URL']);
  expect([new URL(owner!).username, new URL(owner!).pathname]).toEqual(['frist', new URL(app!).pathname]);
});

test('the same release refuses demo and rehearsal there, and wants to know its address', () => {
  const api = environmentOf('api');
  expect(() => parseConfig({ ...api, FRIST_DEMO: 'on', FRIST_REHEARSAL: 'on' })).toThrow(/FRIST_REHEARSAL[^]*FRIST_DEMO/);
  expect(() => parseConfig({ ...api, PUBLIC_URL: undefined })).toThrow('PUBLIC_URL');
});
