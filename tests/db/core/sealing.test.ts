import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { rows } from '../../../db/core/columns';
import { openDatabase } from '../../../db/core/database';
import { addPeople, nationalIdOf, personByEmail, personByNationalId, setNationalId } from '../../../db/core/people';
import { openPersonKey } from '../../../db/core/person-keys';
import { keyRing, seal, unseal } from '../../../db/core/sealing';
import { appendTimeline, timelineOf } from '../../../db/core/timeline';
import { transaction } from '../../../db/core/transaction';
import { newId } from '../../../db/core/ids';
import { createDatabase, type TestDatabase } from '../../support/database';
import { somebody } from '../../support/people';
import { refusalOfAsync } from '../../support/refusals';

describe('what is sealed', () => {
  const key = randomBytes(32);
  test('opens with its key at its place, and is never the same twice', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, about) => {
        const sealed = seal(key, text, about);
        expect(unseal(key, sealed, about).toString()).toBe(Buffer.from(text).toString());
        expect(seal(key, text, about).equals(sealed)).toBe(false);
      }),
    );
  });
  test('does not open with another key, at another place, or with one bit changed', () => {
    const sealed = seal(key, 'en hemmelighed', 'here');
    expect(() => unseal(randomBytes(32), sealed, 'here')).toThrow('unable to authenticate');
    expect(() => unseal(key, sealed, 'there')).toThrow('unable to authenticate');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => unseal(key, changed, 'here')).toThrow('unable to authenticate');
    }
  });
  test('is sealed by keys that differ by purpose and by master key', () => {
    const [one, two] = [keyRing(randomBytes(32).toString('base64')), keyRing(randomBytes(32).toString('base64'))];
    const all = [one, two].flatMap((ring) => [
      ring.persons,
      ring.nationalIds,
      ring.passing,
      Buffer.from(ring.sessions, 'base64url'),
      ring.lookup('x'),
    ]);
    expect(new Set(all.map((value) => value.toString('hex'))).size).toBe(10);
  });
});

describe('a person', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database.drop());
  const at = '2026-03-02T09:00:00.000Z';

  test('has a key that only the master key opens', async () => {
    const personId = await somebody(database.db, 'a@firma.example');
    expect(await openPersonKey(database.db, personId)).toHaveLength(32);
    const stranger = openDatabase({
      url: database.url,
      keys: keyRing(randomBytes(32).toString('base64')),
      rehearsal: false,
      publicUrl: 'http://x.test',
    });
    try {
      await expect(openPersonKey(stranger, personId)).rejects.toThrow('unable to authenticate');
    } finally {
      await stranger.destroy();
    }
  });

  test('has personal values in the timeline that stand there sealed', async () => {
    const personId = await somebody(database.db, 'b@firma.example');
    await transaction(database.db, (trx) =>
      appendTimeline(trx, {
        case: { kind: 'person', id: personId },
        what: 'personChanged',
        personId,
        effectiveAt: at,
        recordedAt: at,
        personal: { before: 'Gammel', after: 'Ny' },
      }),
    );
    const [event] = await timelineOf(database.db, { personId });
    expect(event).toMatchObject({ what: 'personChanged', personal: { before: 'Gammel', after: 'Ny' } });
    const [row] = await rows<{ text: string }>(
      database.db.raw('select t::text as text from timeline_event t where id = ?', [event!.eventId]),
    );
    expect(row!.text).not.toMatch(/Gammel|Ny/);
    await database.db.raw('delete from person_key where person_id = ?', [personId]);
    expect((await timelineOf(database.db, { personId }))[0]).toMatchObject({ what: 'personChanged', personal: null });
  });

  test('has a national number that is found by a keyed hash, kept with its history, and nobody else’s', async () => {
    const [one, two] = [await somebody(database.db, 'c@firma.example'), await somebody(database.db, 'd@firma.example')];
    const set = (who: string, number: string) => transaction(database.db, (trx) => setNationalId(trx, who, 'DK', number, at));
    await set(one, '0101700003');
    await set(one, '0101700003');
    expect([await personByNationalId(database.db, 'DK', '0101700003'), await nationalIdOf(database.db, one, 'DK')]).toEqual([
      one,
      '0101700003',
    ]);
    expect(await refusalOfAsync(set(two, '0101700003'))).toBe('not_allowed_in_state');
    await set(one, '0101700011');
    expect([await personByNationalId(database.db, 'DK', '0101700003'), await nationalIdOf(database.db, one, 'DK')]).toEqual([
      undefined,
      '0101700011',
    ]);
    // Given up by one, it may be another's.
    await set(two, '0101700003');
    const stored = await rows<{ text: string }>(database.db.raw('select n::text as text from national_id n'));
    expect(stored).toHaveLength(3);
    expect(stored.map((row) => row.text).join()).not.toMatch(/01017000/);
    const race = await Promise.all([one, two].map((who) => refusalOfAsync(set(who, '0202700005'))));
    expect(race.filter((code) => code === undefined)).toHaveLength(1);
    expect(race.filter((code) => code === 'not_allowed_in_state')).toHaveLength(1);
  });

  test('is one per address, whatever its letter case, also when many add the same at once', async () => {
    const name = newId();
    const people = ['@firma.example', '@Firma.Example', '@FIRMA.EXAMPLE'].map(
      (end) => ({ name: 'Ny', email: `${name}${end}`, createdAt: at }) as const,
    );
    await Promise.all(
      Array.from({ length: 6 }, (_, turn) =>
        transaction(database.db, (trx) => addPeople(trx, turn % 2 === 0 ? people : [...people].reverse())),
      ),
    );
    const found = await rows(database.db.raw('select 1 from person where lower(email) = ?', [`${name}@firma.example`]));
    expect(found).toHaveLength(1);
    const who = await personByEmail(database.db, `${name.toUpperCase()}@firma.example`);
    expect(await openPersonKey(database.db, who!.personId)).toHaveLength(32);
  });
});
