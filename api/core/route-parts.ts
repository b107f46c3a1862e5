import { z } from 'zod';
import { roles } from '../../domain/core/actors';
import { id } from './schemas';
import type * as signIn from './sign-in-commands';

export const grantOut = z.object({ role: z.enum(roles), organisationId: id, organisationCode: z.string() });

export const personOut = z
  .strictObject({
    id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    employer: z.string().nullable(),
    language: z.string(),
    erased: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Person' });

export const presentPerson = (who: Awaited<ReturnType<typeof signIn.me>>) => ({
  id: who.personId,
  name: who.name,
  email: who.email,
  employer: who.employer,
  language: who.language,
  erased: who.erasedAt !== null,
  version: who.version,
});
