import { expect, test } from '@jest/globals';
import { parseConfig } from '../../domain/core/config';
import { databaseUrls, withoutPassword } from '../../tools/start/database-urls';
import { productEnvironment, type Environment } from '../../tools/start/product-environment';

const ports = {
  web: 3000,
  apiMetrics: 1,
  workerMetrics: 2,
  smtp: 2525,
  mailReports: 2526,
  register: 8085,
  temporal: 3,
  temporalPages: 4,
  postgres: 5,
};
const role = (database: string): { username: string; password: string } => ({ username: `${database}_app`, password: 'a/b@c' });

function environment(given: Environment, mode: 'live' | 'rehearsal' = 'live'): Environment {
  const urls = databaseUrls('postgresql://owner:secret@127.0.0.1:5/postgres', false, role);
  const masterKey = Buffer.alloc(32, 7).toString('base64');
  return productEnvironment({ mode, given, ports, urls, masterKey, temporalAddress: '127.0.0.1:3', temporalPages: 'http://127.0.0.1:4' });
}

test('every program accepts the environment it is given', () => {
  const config = parseConfig(environment({}));
  expect(config).toMatchObject({
    FRIST_DEMO: true,
    FRIST_REHEARSAL: false,
    FRIST_MAIL_CAPTURE: true,
    PORT: 3000,
    SMTP_URL: 'smtp://127.0.0.1:2525',
  });
  expect(parseConfig(environment({}, 'rehearsal'))).toMatchObject({ FRIST_REHEARSAL: true });
});

test('a mail server that is named is used, and nothing is captured', () => {
  expect(environment({ SMTP_URL: 'smtp://relay.example' })).toMatchObject({ SMTP_URL: 'smtp://relay.example', FRIST_MAIL_CAPTURE: 'off' });
});

test('the demo is on unless told otherwise', () => {
  expect(environment({ FRIST_DEMO: 'off' })['FRIST_DEMO']).toBe('off');
});

test.each([
  ['postgresql://o:p@db/postgres', false, 'frist'],
  ['postgresql://o:p@db', false, 'frist'],
  ['postgresql://o:p@db/', true, 'frist_rehearsal'],
  ['postgresql://o:p@db/register', false, 'register'],
  ['postgresql://o:p@db/register', true, 'register_rehearsal'],
])('of the server %s (rehearsal: %s) the database %s is used', (url, rehearsal, database) => {
  const urls = databaseUrls(`${url}?sslmode=require`, rehearsal, role);
  expect(urls).toEqual({
    ownerUrl: `postgresql://o:p@db/${database}?sslmode=require`,
    appUrl: `postgresql://${database}_app:a%2Fb%40c@db/${database}?sslmode=require`,
    database,
  });
});

test('a password is never shown', () => {
  expect(withoutPassword('postgresql://o:geheim@db/frist')).toBe('postgresql://o@db/frist');
});
