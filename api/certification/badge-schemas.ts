import { z } from 'zod';
import { certificateKinds } from '../../domain/certification/certificate';
import { instantOut } from '../core/schemas';
import { statusPurposes } from './badge-documents';

const address = z.string();
const context = z.array(address);
const proof = z.strictObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  created: z.string(),
  verificationMethod: address,
  proofPurpose: z.literal('assertionMethod'),
  proofValue: z.string(),
});
const profile = { id: address, type: z.array(z.literal('Profile')), name: z.string(), url: address };
const achievement = {
  id: address,
  type: z.array(z.literal('Achievement')),
  achievementType: z.literal('Certification'),
  inLanguage: z.literal('da'),
  name: z.string(),
  description: z.string(),
  criteria: z.strictObject({ narrative: z.string() }),
};

export const kindParams = z.strictObject({ kind: z.enum(certificateKinds) });
export const purposeParams = z.strictObject({ purpose: z.enum(statusPurposes) });

export const badgeOut = z
  .strictObject({
    '@context': context,
    id: address,
    type: z.array(z.enum(['VerifiableCredential', 'OpenBadgeCredential'])),
    name: z.string(),
    issuer: z.strictObject(profile),
    validFrom: instantOut,
    validUntil: instantOut,
    credentialSubject: z.strictObject({
      type: z.array(z.literal('AchievementSubject')),
      identifier: z.array(
        z.strictObject({
          type: z.literal('IdentityObject'),
          hashed: z.boolean(),
          identityHash: z.string(),
          identityType: z.enum(['name', 'emailAddress']),
          salt: z.string().optional(),
        }),
      ),
      licenseNumber: z.string(),
      achievement: z.strictObject(achievement),
    }),
    credentialStatus: z.array(
      z.strictObject({
        id: address,
        type: z.literal('BitstringStatusListEntry'),
        statusPurpose: z.enum(statusPurposes),
        statusListIndex: z.string(),
        statusListCredential: address,
      }),
    ),
    proof,
  })
  .meta({ id: 'OpenBadgeCredential' });

export const issuerOut = z
  .strictObject({
    '@context': context,
    ...profile,
    verificationMethod: z.array(
      z.strictObject({ id: address, type: z.literal('Multikey'), controller: address, publicKeyMultibase: z.string() }),
    ),
    assertionMethod: z.array(address),
  })
  .meta({ id: 'BadgeIssuer' });

export const keysOut = z
  .strictObject({
    keys: z.array(
      z.strictObject({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: address,
        alg: z.literal('EdDSA'),
        use: z.literal('sig'),
      }),
    ),
  })
  .meta({ id: 'BadgeKeys' });

export const achievementOut = z.strictObject({ '@context': context, ...achievement }).meta({ id: 'BadgeAchievement' });

export const statusListOut = z
  .strictObject({
    '@context': context,
    id: address,
    type: z.array(z.enum(['VerifiableCredential', 'BitstringStatusListCredential'])),
    issuer: address,
    validFrom: instantOut,
    credentialSubject: z.strictObject({
      id: address,
      type: z.literal('BitstringStatusList'),
      statusPurpose: z.enum(statusPurposes),
      encodedList: z.string(),
      ttl: z.int(),
    }),
    proof,
  })
  .meta({ id: 'BadgeStatusList' });
