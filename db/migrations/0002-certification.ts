import type { Knex } from 'knex';

/** Certification: regions, rounds, enrolments, answers, certificates, uses (`domain.md` 2). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table region (
      code text primary key,
      organisation_id uuid not null unique references organisation,
      name text not null,
      member_from date not null,
      member_to date,
      certificate_needed_from date
    );
    create table round (
      id uuid primary key,
      year int not null,
      number int not null,
      state text not null check (state in ('draft', 'open', 'running', 'closed', 'completed', 'cancelled')),
      sign_up_opens_on date not null,
      sign_up_closes_on date not null,
      material_on date not null,
      deadline_on date not null,
      grading_target_on date not null,
      price_dkk int not null,
      published_at timestamptz(3),
      deadline_set_at timestamptz(3) not null,
      material_uploaded_at timestamptz(3),
      closed_at timestamptz(3),
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1,
      unique (year, number)
    );
    create index round_due on round (next_due_at) where not over;
    create table round_material (round_id uuid not null references round, position int not null, name text not null, content_type text not null, sha256 bytea not null references file_content, size bigint not null, primary key (round_id, position));

    create table sign_up_import (
      id uuid primary key,
      round_id uuid not null references round,
      created_by uuid not null references person,
      created_at timestamptz(3) not null,
      sealed bytea not null,
      lines int not null,
      confirmed_at timestamptz(3),
      result jsonb
    );

    create table enrolment (
      id uuid primary key,
      round_id uuid not null references round,
      person_id uuid not null references person,
      kind text not null check (kind in ('full', 'recertification')),
      state text not null,
      source text not null,
      requested_at timestamptz(3) not null,
      admitted_at timestamptz(3),
      material_released_at timestamptz(3),
      self_study_done_at timestamptz(3),
      answer_id uuid,
      answered_at timestamptz(3),
      verdict text,
      verdict_at timestamptz(3),
      graded_by uuid references person,
      shortcomings_sealed bytea,
      corrections_used int not null default 0,
      correction_until_on date,
      own_deadline_on date,
      payment text not null default 'not_invoiced',
      cause text,
      ended_at timestamptz(3),
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1
    );
    -- One open enrolment per person (domain.md 2.3): the database holds it against two sign-ups at once.
    create unique index enrolment_one_open on enrolment (person_id) where not over;
    create index enrolment_due on enrolment (next_due_at) where not over;
    create index enrolment_of_round on enrolment (round_id, state);
    create index enrolment_open_of_round on enrolment (round_id) where not over;
    create index enrolment_of_person on enrolment (person_id, requested_at);
    create index enrolment_to_grade on enrolment (answered_at) where state = 'under_grading' and verdict is null;

    create table answer (
      id uuid primary key,
      enrolment_id uuid not null references enrolment,
      receipt_number text not null unique,
      received_at timestamptz(3) not null,
      late boolean not null,
      sha256 bytea not null,
      text_sealed bytea
    );
    create index answer_of_enrolment on answer (enrolment_id, received_at);
    create table answer_file (
      id uuid primary key,
      answer_id uuid not null references answer,
      position int not null,
      name text not null,
      content_type text not null,
      sha256 bytea not null references file_content,
      size bigint not null
    );
    create index answer_file_of_answer on answer_file (answer_id, position);

    create table certificate (
      id uuid primary key,
      number text not null unique,
      kind text not null check (kind in ('jar', 'rsd_proof')),
      person_id uuid not null references person,
      enrolment_id uuid unique references enrolment,
      issued_on date not null,
      last_active_on date not null,
      moved_on date not null,
      revoked_on date,
      replaced_on date,
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1
    );
    create index certificate_due on certificate (next_due_at) where not over;
    create index certificate_of_person on certificate (person_id, issued_on);

    create table certificate_use (
      region text not null references region,
      event_id text not null,
      person_id uuid not null references person,
      used_at timestamptz(3) not null,
      used_on date not null,
      kind text not null,
      case_number text not null,
      content bytea not null,
      verdict text not null,
      recorded_at timestamptz(3) not null,
      primary key (region, event_id)
    );
    create index certificate_use_of_person on certificate_use (person_id, used_on);

    -- Every open case with its next instant: what watch, advance and reconcile go by. Reading the post office and the nightly round from here keeps
    -- them cases like any other; the post office has no row of its own, for every commit that writes a letter would then wait for that one row.
    create view open_case as
      select 'enrolment/' || id as story, 'enrolment' as kind, id as case_id, next_due_at from enrolment where not over
      union all
      select 'certificate-lifetime/' || id, 'certificate', id, next_due_at from certificate where not over
      union all
      select 'round/' || id, 'round', id,
        -- The last enrolment to end makes a closed round due, without every ending having to lock the round.
        case when state = 'closed' and not exists (select from enrolment e where e.round_id = round.id and not e.over) then coalesce(closed_at, next_due_at) else next_due_at end
      from round where not over
      union all
      select s.kind || '/' || i.id, s.kind, i.id, s.next_due_at from standing s cross join installation i
      union all
      select 'post-office/' || i.id, 'post-office', i.id, (select min(due_at) from letter where state = 'queued') from installation i;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
