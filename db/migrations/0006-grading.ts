import type { Knex } from 'knex';

/** Verdicts of several graders, and corrections of human mistakes (`domain.md` 2.6). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Every verdict that was given. The enrolment says what they came to; a verdict that was a mistake is taken back, never changed.
    create table verdict (
      id uuid primary key,
      enrolment_id uuid not null references enrolment,
      answer_id uuid not null,
      grader_id uuid not null references person,
      verdict text not null check (verdict in ('satisfactory', 'not_satisfactory')),
      at timestamptz(3) not null,
      criteria text[] not null default '{}',
      shortcomings_sealed bytea,
      taken_back_at timestamptz(3)
    );
    create unique index verdict_of_grader on verdict (answer_id, grader_id) where taken_back_at is null;
    create index verdict_of_enrolment on verdict (enrolment_id, at);
    create index verdict_by_time on verdict (at);
    insert into verdict (id, enrolment_id, answer_id, grader_id, verdict, at)
      select gen_random_uuid(), id, answer_id, graded_by, verdict, verdict_at from enrolment
      where verdict is not null and answer_id is not null and graded_by is not null and verdict_at is not null;

    -- How often a mistake was corrected: what follows from the corrected facts is owed anew.
    alter table enrolment add column times_corrected int not null default 0;
    alter table round add column times_reopened int not null default 0;

    -- What replaced a certificate, so that it can come back; and whether the verdict or the person that it was issued on was a mistake.
    alter table certificate add column replaced_by uuid references certificate;
    alter table certificate add column taken_back boolean not null default false;
    update certificate c set replaced_by = (t.data ->> 'by')::uuid from timeline_event t
      where t.case_id = c.id and t.what = 'certificateReplaced' and c.replaced_on is not null;
    alter table certificate drop constraint certificate_enrolment_id_key;
    create unique index certificate_of_enrolment on certificate (enrolment_id) where not taken_back;

    -- Corrections that wait for a second person. The reason is sealed with the key of whom the enrolment is about.
    create table correction (
      id uuid primary key,
      enrolment_id uuid not null references enrolment,
      what text not null check (what in ('verdict', 'admission', 'person', 'import')),
      about_id uuid not null references person,
      person_id uuid references person,
      asked_by uuid not null references person,
      asked_at timestamptz(3) not null,
      reason_sealed bytea,
      state text not null default 'asked' check (state in ('asked', 'done', 'withdrawn')),
      settled_by uuid references person,
      settled_at timestamptz(3)
    );
    create unique index correction_one_asked on correction (enrolment_id) where state = 'asked';
    create index correction_by_time on correction (asked_at);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
