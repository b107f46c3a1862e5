import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { checkPassword, normalPassword, parseUserName, sameUserName, shortestPassword } from '../../../domain/core/password';
import { faultsOf, refusalBy } from '../../support/refusals';

const about = ['Nina Nilsen', 'nina@oslo.kommune.example', 'nina.n', 'Oslo kommune', 'jobbsjansen'];
const check = (password: string) => refusalBy(() => checkPassword(password, about));

describe('a password', () => {
  test.each(['', 'kort', 'fjorten tegn !', 'Xk9#Xk9#Xk9#Xk'])('of fewer than fifteen signs is too short: %s', (password) =>
    expect(check(password)).toBe('password_too_short'),
  );

  test.each([
    'passwordpassword',
    'Passord123456789',
    'P@ssw0rd!P@ssw0rd!',
    'sommer2026sommer!',
    'qwertyuiopasdfgh',
    '123456789012345',
    'aaaaaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'katkatkatkatkatkat',
    'VelkommenVelkommen1',
    'correct horse battery staple',
    'nina.nilsen.oslo2026',
    'NinaNilsen-jobbsjansen',
    'oslo kommune 2026!!',
    '1qaz2wsx3edc4rfv',
    'iloveyou-iloveyou',
  ])('that others would think of is too common: %s', (password) => expect(check(password)).toBe('password_too_common'));

  test.each([
    'blå elg spiser tran',
    'Kaffekvern uten lokk',
    'trekkspill gulrot varsel',
    'x7Kd93mQpz4RwLt',
    'Jeg sykler til havet om lørdagene',
    'ni små fjelltårn på rad',
  ])('that is long and one’s own will do, without digits or signs: %s', (password) => expect(check(password)).toBeUndefined());

  test('counts signs as people see them, not bytes', () => {
    expect('😀'.repeat(14)).toHaveLength(28);
    expect(check('😀'.repeat(14))).toBe('password_too_short');
  });

  test('names its field', () => {
    expect(faultsOf(() => checkPassword('kort', []))).toEqual({ password: 'password_too_short' });
  });

  test('is never refused for what it is made of when it is random', () => {
    const signs = Array.from('abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789');
    const random = fc.array(fc.constantFrom(...signs), { minLength: 24, maxLength: 40 }).map((all) => all.join(''));
    fc.assert(
      fc.property(random, (password) => {
        fc.pre(new Set(password).size > 14);
        expect(check(password)).toBeUndefined();
      }),
    );
  });

  test('too short is too short whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: shortestPassword - 1 }), (password) => {
        fc.pre(Array.from(normalPassword(password)).length < shortestPassword);
        expect(check(password)).toBe('password_too_short');
      }),
    );
  });
});

describe('a user name', () => {
  test.each(['nina', 'Nina.Nilsen', 'nina@oslo.kommune.example', 'bjørn_1', 'a-b'])('%s is one', (name) =>
    expect(parseUserName(` ${name} `)).toBe(name),
  );
  test.each(['', 'ab', '.nina', 'nina nilsen', 'nina\n', 'a'.repeat(65), 'nina<script>'])('%j is none', (name) =>
    expect(refusalBy(() => parseUserName(name.includes('\n') ? `ni${name}na` : name))).toBe('user_name_invalid'),
  );
  test('is compared without regard to letter case', () => expect(sameUserName('NINA')).toBe(sameUserName('nina')));
});
