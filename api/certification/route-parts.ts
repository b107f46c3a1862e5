import { z } from 'zod';

export const roundsTag = 'Rounds';

export const enrolmentsTag = 'Enrolments';

export const certificatesTag = 'Certificates';

export const regionsTag = 'Regions';

export const listOf = (name: string, of: z.ZodType) => z.strictObject({ [name]: z.array(of) });
