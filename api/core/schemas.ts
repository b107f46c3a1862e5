import { z } from 'zod';
import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { parseDay, parseInstant, type Instant, type PlainDate } from '../../domain/core/calendar';

extendZodWithOpenApi(z);

export const id = z.uuid().meta({ description: 'A random id', example: '01890a5d-ac96-774b-bcce-b302099a8057' });
export const day = z
  .string()
  .refine((text) => parseDay(text) !== undefined, { message: 'invalid' })
  .transform((text) => text as PlainDate)
  .meta({ type: 'string', format: 'date', example: '2026-05-15' });
export const instant = z
  .string()
  .transform((text, context): Instant => {
    const at = /(?:Z|[+-]\d{2}:\d{2})$/i.test(text) ? parseInstant(text) : undefined;
    if (at) return at;
    context.addIssue({ code: 'custom', message: 'invalid' });
    return z.NEVER;
  })
  .meta({ type: 'string', format: 'date-time', example: '2026-05-15T21:59:59.999Z' });
/** One line of text: blanks around it dropped, no control signs. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // oxlint-disable-next-line no-control-regex -- exactly these are refused
    .regex(/^[^\u0000-\u001f\u007f]*$/);
export const reason = z.string().trim().max(2_000).optional();
export const byId = z.strictObject({ id });

/** Answers are described, and in tests checked, by these; they are looser than what requests must be. */
export const dayOut = z.string().meta({ format: 'date' });
export const instantOut = z.string().meta({ format: 'date-time' });

/** One page of a list: `cursor` from the page before. */
export const pageQuery = z.strictObject({ cursor: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(500).default(100) });

/** A whole number in a query string. */
export const wholeNumber = z.coerce.number().int();
