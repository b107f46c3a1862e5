import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { badgeCredential, isMarked, statusPurposes } from '../../../api/certification/badge-documents';
import { addDays, type PlainDate } from '../../../domain/core/calendar';
import { expiresOn, validOn } from '../../../domain/certification/certificate';
import { aCertificate, theRules } from '../../support/cases';

const rules = theRules();
const issuedOn: PlainDate = '2026-01-31';
const later = fc.integer({ min: 0, max: 1_500 }).map((days) => addDays(issuedOn, days));
const certificates = fc
  .record({ lastActiveOn: later, revokedOn: fc.option(later), replacedOn: fc.option(later) })
  .map((changed) => aCertificate({ issuedOn, ...changed }));

test('a badge is in one of the lists on every day on which its certificate is not valid, and on no other', () => {
  fc.assert(
    fc.property(certificates, later, (certificate, day) => {
      const marks = statusPurposes.filter((purpose) => isMarked(purpose, { certificate, rules }, day));
      expect(marks.length).toBe(validOn(day, certificate, rules) ? 0 : 1);
    }),
  );
});

test('a badge holds through the whole last day of its certificate, in the zone of the scheme', () => {
  const certificate = aCertificate({ issuedOn, lastActiveOn: '2026-07-01' });
  expect(expiresOn(certificate, rules)).toBe('2028-07-01');
  const badge = badgeCredential('https://frist.example', { certificate, rules, place: 7 }, { name: 'Anna', email: null }, 'salt');
  expect(badge).toMatchObject({ validFrom: '2026-01-30T23:00:00.000Z', validUntil: '2028-07-01T22:00:00.000Z' });
});

test('of somebody without an address a badge says the name alone', () => {
  const of = (email: string | null) =>
    badgeCredential('https://frist.example', { certificate: aCertificate({ issuedOn }), rules, place: 7 }, { name: 'Anna', email }, 'salt')
      .credentialSubject.identifier;
  expect(of(null)).toEqual([{ type: 'IdentityObject', hashed: false, identityHash: 'Anna', identityType: 'name' }]);
  // However it is typed, an address is the same (`domain.md` 1.3).
  expect(of('Anna@Firma.example')).toEqual(of('anna@firma.example'));
});
