import { z } from 'zod';
import { invitationStates } from '../../domain/register/invitation';
import { dayOut, id, instantOut, line } from '../core/schemas';

const role = z.enum(['municipality_admin', 'municipality_user']);
/** A work phone as people write it. */
const phone = z
  .string()
  .trim()
  .regex(/^\+?[\d ()-]{5,30}$/)
  .meta({ example: '+47 22 00 00 00' });

/** All three are needed (`domain.md` 6.1). */
export const inviteBody = z.strictObject({
  name: line(200),
  email: z.string().max(400),
  phone,
  role: role.optional(),
  municipality: line(10)
    .optional()
    .meta({ description: 'The number of the municipality, for an administrator of several', example: '0301' }),
});
export const resendBody = z
  .strictObject({
    email: z.string().max(400).optional().meta({ description: 'The right address, when the letter could not be delivered' }),
  })
  .optional();

const secret = z.string().max(200);
const password = z.string().max(1_000).meta({ description: 'At least 15 signs; no rules of composition' });
export const acceptBody = z.strictObject({ token: secret, userName: z.string().max(200), password });
export const signInBody = z.strictObject({ userName: z.string().max(200), password });
export const forgotBody = z.strictObject({ userName: z.string().max(400).meta({ description: 'The user name, or the e-mail address' }) });
export const resetBody = z.strictObject({ token: secret, password });

export const municipalityOut = z.strictObject({ code: z.string(), name: z.string() });
export const invitationOut = z
  .strictObject({
    id,
    municipality: municipalityOut,
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    role,
    state: z.enum(invitationStates),
    invitedAt: instantOut,
    linkMadeAt: instantOut,
    links: z.int(),
    lastDayOn: dayOut,
    openedAt: instantOut.nullable(),
    acceptedAt: instantOut.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Invitation' });
export const acceptedOut = z.strictObject({ userName: z.string(), municipality: municipalityOut, role, token: z.string() });
export const contactOut = z.strictObject({
  contact: z.string(),
  municipalities: z.array(
    z.strictObject({
      name: z.string(),
      administrators: z.array(z.strictObject({ name: z.string().nullable(), email: z.string().nullable() })),
    }),
  ),
});
