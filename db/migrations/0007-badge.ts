import type { Knex } from 'knex';

/** Badges: the key that this installation signs them with, and each one's place in the public status list. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- One key, made once: what was signed with it must be verifiable for as long as somebody holds it.
    create table badge_key (
      id int primary key default 1 check (id = 1),
      public_key text not null,
      private_key_sealed bytea not null,
      made_at timestamptz(3) not null
    );
    -- A random place, so that the public list tells nothing of how many certificates there are or in which order they came.
    create table badge_place (
      certificate_id uuid primary key references certificate,
      place int not null unique check (place between 0 and 131071)
    );
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
