import type { Knex } from 'knex';

/** Rules that move: work on many cases at once, and days off that somebody decided on (`domain.md` 8, `design.md` 3). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- A rule value that changes running cases does so in chunks. The cursor moves in the transaction of its chunk.
    create table batch (
      id uuid primary key,
      kind text not null check (kind in ('idle_years', 'rules_moved')),
      rule_key text not null,
      rule_version int not null references rule_setting,
      valid_from date not null,
      part text,
      cursor uuid,
      done int not null default 0,
      total int not null,
      due_at timestamptz(3) not null,
      started_at timestamptz(3),
      finished_at timestamptz(3)
    );
    create index batch_due on batch (due_at) where finished_at is null;
    create index batch_of_rule on batch (rule_key, rule_version);

    -- A day that is off by the calendar and worked all the same stays known, so that the nightly round does not put it back.
    alter table day_off add column worked boolean not null default false;

    create or replace view open_case as
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
      select 'post-office/' || i.id, 'post-office', i.id, (select min(due_at) from letter where state = 'queued') from installation i
      union all
      select 'batch/' || id, 'batch', id, due_at from batch where finished_at is null;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
