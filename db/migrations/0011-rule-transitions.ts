import type { Knex } from 'knex';

/** A setting says whether running cases are moved to it, so that the rule book alone tells which value of which rule holds for a case. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table rule_setting add moves boolean not null default false;
    -- Those that brought work on running cases are the ones to which they were moved.
    update rule_setting set moves = true where version in (select rule_version from batch);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
