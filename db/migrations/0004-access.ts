import type { Knex } from 'knex';

/** Who may write in a region's database: existing accesses, what regions demand, and every decision that was given (`domain.md` 2.1, 2.5). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Write access from before the scheme. Its evidence is sealed with the person's key.
    create table legacy_access (
      id uuid primary key,
      person_id uuid not null references person,
      region text not null references region,
      evidence_on date not null,
      evidence_sealed bytea,
      registered_by uuid references person,
      registered_at timestamptz(3) not null,
      ended_on date
    );
    -- One that has not been ended per person and region: the database holds it against two registrations at once.
    create unique index legacy_access_one_open on legacy_access (person_id, region) where ended_on is null;
    create index legacy_access_of_region on legacy_access (region, id);

    -- What a region demanded and when it was a member, each setting with its reason: the region's row holds the newest of each.
    create table region_setting (
      id uuid primary key,
      seq bigint generated always as identity,
      region text not null references region,
      what text not null check (what in ('demand', 'membership')),
      from_on date,
      to_on date,
      set_by uuid not null references person,
      set_at timestamptz(3) not null,
      reason text not null
    );
    create index region_setting_of_region on region_setting (region, seq);

    -- Every answer to "may this consultant write here", as it was given: who asked, when, about what, and why it was so.
    create table access_decision (
      id uuid primary key,
      asked_at timestamptz(3) not null,
      asked_by uuid not null references person,
      person_id uuid not null references person,
      region text not null references region,
      assignment_start_on date,
      asked_for_on date not null,
      decision text not null check (decision in ('allow', 'deny')),
      reason text not null,
      basis jsonb,
      valid_until_on date,
      because jsonb not null,
      rules_version int not null
    );
    create index access_decision_of_person on access_decision (person_id, asked_at);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
