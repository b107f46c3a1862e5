import type { Knex } from 'knex';

/**
 * Ties the properties of a domain type to the columns of its table, once: reading gives objects of the domain, writing gives rows.
 */
export function columnsOf<T extends object>(columns: { readonly [P in keyof T]-?: string }): {
  select: Record<string, string>;
  row: (value: Partial<T>) => Record<string, unknown>;
  selectFrom: (table: string) => string;
} {
  const names = Object.entries<string>(columns);
  return {
    select: Object.fromEntries(names),
    row: (value) =>
      Object.fromEntries(
        names
          .filter(([property]) => property in value)
          .map(([property, column]) => [column, (value as Record<string, unknown>)[property] ?? null]),
      ),
    selectFrom: (table) => names.map(([property, column]) => `${table}.${column} as "${property}"`).join(', '),
  };
}

/** The rows of a raw query. */
export async function rows<T>(query: Knex.Raw): Promise<T[]> {
  return ((await query) as { rows: T[] }).rows;
}
