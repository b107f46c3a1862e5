import type { Knex } from 'knex';

/** Cancelled rounds, deadlines of one's own, and outages that move deadlines (`domain.md` 2.2, 2.6). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table round
      add column cancelled_at timestamptz(3),
      add column cancel_reason text,
      -- The day that the deadline was set to before outages moved it.
      add column deadline_base_on date;
    alter table enrolment
      add column own_deadline_set_at timestamptz(3),
      add column own_deadline_base_on date,
      add column correction_base_on date;

    create table outage (
      id uuid primary key,
      from_at timestamptz(3) not null,
      to_at timestamptz(3) not null check (to_at > from_at),
      reason text not null,
      declared_by uuid not null references person,
      declared_at timestamptz(3) not null,
      enrolments int not null,
      reopened int not null
    );
    create table outage_round (
      outage_id uuid not null references outage,
      round_id uuid not null references round,
      from_on date not null,
      to_on date not null,
      enrolments int not null,
      primary key (outage_id, round_id)
    );
    create index outage_of_round on outage_round (round_id);
    -- What an outage may move beside the deadlines of rounds.
    create index enrolment_own_deadline on enrolment (own_deadline_on) where own_deadline_on is not null;
    create index enrolment_correction on enrolment (correction_until_on) where correction_until_on is not null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
