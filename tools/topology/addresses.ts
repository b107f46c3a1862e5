import type { Variables } from './compose-file';

/** Where on this machine the services listen that are names inside the networks of Compose. */
export type Places = Readonly<{ postgres: number; temporal: number; mailpit: number }>;

/** The environment of a service of docker-compose.yml, with the addresses as they are on this machine and nothing open to other machines. */
export function onThisMachine(environment: Variables, places: Places, more: Variables = {}): Variables {
  const addresses: readonly (readonly [string, string])[] = [
    ['postgres:5432', `127.0.0.1:${places.postgres}`],
    ['temporal:7233', `127.0.0.1:${places.temporal}`],
    ['mailpit:1025', `127.0.0.1:${places.mailpit}`],
  ];
  const here = (value: string): string =>
    addresses.reduce((text, [there, address]) => text.replace(there, address), value).replace(/^0\.0\.0\.0\b/, '127.0.0.1');
  const moved = Object.entries(environment).map(([name, value]) => [name, value === undefined ? undefined : here(value)]);
  return { PATH: process.env['PATH'], ...Object.fromEntries(moved), ...more };
}
