import { z } from 'zod';

/** How the value of a rule is typed in, found out from its schema, so that a new rule has a form at once. */
export type RuleInput =
  | Readonly<{ kind: 'number'; min: number | undefined; max: number | undefined; whole: boolean; optional?: boolean }>
  | Readonly<{ kind: 'text'; long: boolean }>
  | Readonly<{ kind: 'choice'; options: readonly string[] }>
  | Readonly<{ kind: 'choices'; options: readonly string[] }>
  | Readonly<{ kind: 'list'; of: 'number' | 'text' }>
  | Readonly<{ kind: 'parts'; parts: readonly (readonly [name: string, input: RuleInput])[] }>
  | Readonly<{ kind: 'lines'; parts: readonly string[] }>
  | Readonly<{ kind: 'json' }>;

/** Longer texts than this get several lines. */
const lineLength = 100;

export function ruleInput(schema: z.ZodType): RuleInput {
  if (schema instanceof z.ZodNumber) {
    const whole = schema.isInt;
    const bound = (value: number | null | undefined): number | undefined =>
      typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
    return { kind: 'number', min: bound(schema.minValue), max: bound(schema.maxValue), whole };
  }
  if (schema instanceof z.ZodNullable) {
    const input = ruleInput(schema.unwrap() as z.ZodType);
    return input.kind === 'number' ? { ...input, optional: true } : { kind: 'json' };
  }
  if (schema instanceof z.ZodEnum) return { kind: 'choice', options: schema.options.map(String) };
  if (schema instanceof z.ZodArray) return listInput(schema.element as z.ZodType);
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, part]) => [name, ruleInput(part)] as const);
    return { kind: 'parts', parts };
  }
  if (schema instanceof z.ZodString) return { kind: 'text', long: (schema.maxLength ?? 0) > lineLength };
  if (schema instanceof z.ZodStringFormat) return { kind: 'text', long: false };
  return { kind: 'json' };
}

function listInput(element: z.ZodType): RuleInput {
  const one = ruleInput(element);
  if (one.kind === 'choice') return { kind: 'choices', options: one.options };
  if (one.kind === 'number' || one.kind === 'text') return { kind: 'list', of: one.kind };
  if (one.kind === 'parts' && one.parts.every(([, part]) => part.kind === 'text'))
    return { kind: 'lines', parts: one.parts.map(([name]) => name) };
  return { kind: 'json' };
}

/** The fields of a form that ask for a value, by name and with what they hold. A box that is not ticked is not there. */
export type FieldValues = Readonly<Record<string, string>>;

/** What the fields hold for a value. */
export function fieldsOfValue(input: RuleInput, value: unknown, name = 'value'): FieldValues {
  switch (input.kind) {
    case 'parts':
      return Object.assign(
        {},
        ...input.parts.map(([part, of]) => fieldsOfValue(of, (value as Record<string, unknown>)[part], `${name}.${part}`)),
      );
    case 'choices':
      return Object.fromEntries((value as string[]).map((option) => [`${name}.${option}`, 'on']));
    case 'list':
      return { [name]: (value as unknown[]).join(', ') };
    case 'lines':
      return { [name]: linesOf(input.parts, value).join('\n') };
    case 'json':
      return { [name]: JSON.stringify(value, null, 2) };
    case 'number':
      return { [name]: (value as number | null)?.toString() ?? '' };
    case 'text':
    case 'choice':
      return { [name]: String(value) };
  }
}

/** The value that the fields hold. What cannot be read stays as it was typed, for the schema to refuse. */
export function valueOfFields(input: RuleInput, fields: FieldValues, name = 'value'): unknown {
  const text = (fields[name] ?? '').trim();
  switch (input.kind) {
    case 'parts':
      return Object.fromEntries(input.parts.map(([part, of]) => [part, valueOfFields(of, fields, `${name}.${part}`)]));
    case 'choices':
      return input.options.filter((option) => `${name}.${option}` in fields);
    case 'list':
      return text === '' ? [] : text.split(/[,;\s]+/).filter(Boolean).map((one) => (input.of === 'number' ? numberOf(one) : one)); // prettier-ignore
    case 'lines':
      return text.split('\n').filter((line) => line.trim()).map((line) => entryOf(input.parts, line)); // prettier-ignore
    case 'json':
      return jsonOf(text);
    case 'number':
      return text === '' && input.optional ? null : numberOf(text);
    case 'text':
    case 'choice':
      return text;
  }
}

/** Entries of texts as lines, their parts between bars. */
export function linesOf(parts: readonly string[], value: unknown): string[] {
  return (value as Readonly<Record<string, string>>[]).map((entry) => parts.map((part) => entry[part]).join(' | '));
}

/** One line as an entry. A part too many has no name that a schema knows, one too few is missing: either is refused. */
function entryOf(parts: readonly string[], line: string): Record<string, string> {
  const texts = line.split('|').map((text) => text.trim());
  return Object.fromEntries(texts.map((text, at) => [parts[at] ?? `part${at + 1}`, text]));
}

/** People write a decimal comma. */
function numberOf(text: string): unknown {
  return /^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : text;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
