import type { Knex } from 'knex';

/** The participant register: municipalities, accounts, invitations, participations, look-ups of names, yearly reports (`domain.md` 6). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table organisation drop constraint organisation_kind_check;
    alter table organisation add constraint organisation_kind_check check (kind in ('provider', 'region', 'agency', 'municipality', 'directorate'));
    alter table role_grant drop constraint role_grant_role_check;
    alter table role_grant add constraint role_grant_role_check
      check (role in ('coordinator', 'grader', 'region', 'agency', 'municipality_admin', 'municipality_user', 'directorate'));

    -- Signing in by user name and password. The name is compared without regard to case; the password is kept as argon2id alone.
    create table account (
      person_id uuid primary key references person,
      user_name text not null,
      user_name_key text not null unique,
      password text not null,
      made_at timestamptz(3) not null,
      password_at timestamptz(3) not null
    );
    create table password_reset (
      hash bytea primary key,
      person_id uuid not null references person,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create index password_reset_of_person on password_reset (person_id);

    create table invitation (
      id uuid primary key,
      organisation_id uuid not null references organisation,
      person_id uuid not null references person,
      role text not null check (role in ('municipality_admin', 'municipality_user')),
      -- Name, address and work phone as the administrator gave them, sealed with the person's key.
      told_sealed bytea not null,
      invited_by uuid not null references person,
      created_at timestamptz(3) not null,
      link_made_at timestamptz(3) not null,
      links int not null default 1,
      opened_at timestamptz(3),
      accepted_at timestamptz(3),
      revoked_at timestamptz(3),
      expired_at timestamptz(3),
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1
    );
    create index invitation_due on invitation (next_due_at) where not over;
    create index invitation_of_organisation on invitation (organisation_id, created_at);
    create unique index invitation_open on invitation (organisation_id, person_id) where not over;
    -- Every link ever made, so that an old one can say that it was replaced. A reminder brings another of the same number: the first is known by its hash alone.
    create table invitation_link (hash bytea primary key, invitation_id uuid not null references invitation, number int not null);
    -- Whoever is erased can sign in no more: user name and password go in the same transaction.
    create function forget_account() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      delete from password_reset where person_id = new.id;
      delete from account where person_id = new.id;
      return new;
    end $$;
    create trigger person_forgets_account after update on person for each row
      when (old.erased_at is null and new.erased_at is not null) execute function forget_account();

    create table project (
      id uuid primary key,
      organisation_id uuid not null references organisation,
      name text not null,
      starts_on date not null,
      ends_on date,
      offers_programme boolean not null default true,
      version int not null default 1,
      unique (organisation_id, name)
    );

    create table participation (
      id uuid primary key,
      person_id uuid not null references person,
      organisation_id uuid not null references organisation,
      start_on date not null,
      financing text not null,
      project_id uuid references project,
      participant_class text,
      country_background text,
      years_in_norway int,
      education text,
      norwegian_level text,
      literacy text,
      work_experience text,
      children int,
      income_before text,
      end_on date,
      main_reason text,
      sub_reason text,
      situation_after text,
      income_after text,
      age_warning text,
      created_at timestamptz(3) not null,
      saved_at timestamptz(3) not null,
      discharged_at timestamptz(3),
      changed_since_discharge boolean not null default false,
      return_of uuid references participation,
      changed_in jsonb not null default '{}',
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1
    );
    -- Active is any participation that is not discharged, in whichever municipality.
    create unique index participation_active on participation (person_id) where discharged_at is null;
    create index participation_due on participation (next_due_at) where not over;
    create index participation_of_organisation on participation (organisation_id, start_on, id);
    create index participation_of_person on participation (person_id, start_on);

    create table programme_entry (
      id uuid primary key,
      participation_id uuid not null references participation,
      kind text not null check (kind in ('activity', 'absence', 'leave', 'extension')),
      type text,
      from_on date,
      to_on date,
      hours_per_week numeric(4, 1),
      changed_in int not null,
      removed_at timestamptz(3)
    );
    create index programme_entry_of_participation on programme_entry (participation_id) where removed_at is null;

    create table name_lookup (
      id uuid primary key,
      participation_id uuid not null references participation,
      person_id uuid not null references person,
      organisation_id uuid not null references organisation,
      -- No foreign key: who is erased has no number any more, and what was asked of it stays counted.
      national_id_id uuid not null,
      state text not null check (state in ('pending', 'delayed', 'found', 'not_found', 'mismatch', 'failed', 'cancelled')),
      mismatch text check (mismatch in ('man', 'dead', 'ceased')),
      asked_at timestamptz(3) not null,
      attempts int not null default 0,
      last_status int,
      last_asked_at timestamptz(3),
      next_try_at timestamptz(3),
      answered_at timestamptz(3),
      -- By the machine's clock, also in rehearsal: when it is this question's turn, and until when somebody is asking it.
      turn_at timestamptz,
      asking_until timestamptz,
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1
    );
    create index name_lookup_due on name_lookup (next_due_at) where not over;
    create index name_lookup_by_time on name_lookup (asked_at);
    create index name_lookup_of_participation on name_lookup (participation_id, asked_at);
    -- When the next question may be asked, whichever worker asks it: the population register bears so many a minute.
    create table lookup_turn (only_one boolean primary key default true check (only_one), next_at timestamptz not null);
    insert into lookup_turn (next_at) values ('-infinity');
    -- One question at a time about one participation.
    create unique index name_lookup_open on name_lookup (participation_id) where not over;
    -- Every question asked of the register: what the directorate sees counted by hour and municipality.
    create table lookup_attempt (
      id uuid primary key,
      lookup_id uuid not null references name_lookup,
      organisation_id uuid not null references organisation,
      at timestamptz(3) not null,
      status int,
      took_ms int not null
    );
    create index lookup_attempt_by_time on lookup_attempt (at);
    create index lookup_attempt_of_lookup on lookup_attempt (lookup_id, at);
    create table trouble_report (
      id uuid primary key,
      participation_id uuid not null references participation,
      organisation_id uuid not null references organisation,
      reported_by uuid not null references person,
      at timestamptz(3) not null,
      data jsonb not null,
      settled_at timestamptz(3)
    );

    create table yearly_report (
      id uuid primary key,
      organisation_id uuid not null references organisation,
      year int not null,
      state text not null check (state in ('open', 'submitted', 'approved', 'returned')),
      opened_at timestamptz(3) not null,
      due_on date not null,
      submitted_at timestamptz(3),
      submitted_by uuid references person,
      approved_at timestamptz(3),
      returned_at timestamptz(3),
      changed_since boolean not null default false,
      rules_version int not null,
      rules_on date not null,
      over boolean not null default false,
      next_due_at timestamptz(3),
      version int not null default 1,
      unique (organisation_id, year)
    );
    create index yearly_report_due on yearly_report (next_due_at) where not over;
    -- What was submitted, as it stood then: codes, days and ids alone.
    create table report_snapshot (
      id uuid primary key,
      report_id uuid not null references yearly_report,
      at timestamptz(3) not null,
      rows jsonb not null,
      totals jsonb not null
    );

    create table saved_view (
      id uuid primary key,
      person_id uuid not null references person,
      name text not null,
      filter jsonb not null,
      created_at timestamptz(3) not null,
      unique (person_id, name)
    );
    -- A file of the register, made when it is fetched: the link says what is in it and who may have it, and for how long.
    create table register_download (
      hash bytea primary key,
      person_id uuid not null references person,
      organisation_id uuid not null references organisation,
      format text not null check (format in ('csv', 'xlsx')),
      content text not null check (content in ('participants', 'activities')),
      filter jsonb not null,
      reason_sealed bytea,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null
    );

    -- Whoever is erased has no number to ask about any more.
    create function forget_lookups() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      update name_lookup set state = 'cancelled', over = true, next_try_at = null, next_due_at = null where person_id = new.id and not over;
      return new;
    end $$;
    create trigger person_forgets_lookups after update on person for each row
      when (old.erased_at is null and new.erased_at is not null) execute function forget_lookups();

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
      select 'batch/' || id, 'batch', id, due_at from batch where finished_at is null
      union all
      select 'invitation/' || id, 'invitation', id, next_due_at from invitation where not over
      union all
      select 'participation/' || id, 'participation', id, next_due_at from participation where not over
      union all
      select 'name-lookup/' || id, 'name-lookup', id, next_due_at from name_lookup where not over
      union all
      select 'yearly-report/' || id, 'yearly-report', id, next_due_at from yearly_report where not over;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
