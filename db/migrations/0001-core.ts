import type { Knex } from 'knex';

/** What all systems share: people, access, timeline, outbox, letters, files, rules, rehearsal. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- One row: which installation this is, which release's stories rule it, and which Temporal namespace they live in.
    create table installation (
      only_one boolean primary key default true check (only_one),
      id uuid not null,
      stories_version int not null default 0,
      temporal_namespace_id text
    );
    insert into installation (id) values (gen_random_uuid());

    -- One row in rehearsal: the instant at which the clock stands still (design.md 8). Empty in earnest.
    create table rehearsal_clock (only_one boolean primary key default true check (only_one), now_at timestamptz(3) not null);
    create table advance (
      id uuid primary key,
      started_at timestamptz(3) not null,
      from_at timestamptz(3) not null,
      target_at timestamptz(3) not null,
      state text not null check (state in ('running', 'done', 'failed')),
      hops int not null default 0,
      from_settled bigint not null default 0,
      to_settled bigint,
      from_letter bigint not null default 0,
      stuck text[] not null default '{}',
      created_at timestamptz not null default now()
    );
    create unique index advance_one_at_a_time on advance ((true)) where state = 'running';

    create table organisation (
      id uuid primary key,
      kind text not null check (kind in ('provider', 'region', 'agency')),
      code text not null unique,
      name text not null
    );
    create table person (
      id uuid primary key,
      name text,
      email text,
      email_key text unique,
      employer text,
      language text not null default 'da' check (language in ('da', 'nb', 'en')),
      created_at timestamptz(3) not null,
      erased_at timestamptz(3),
      version int not null default 1
    );
    create index person_by_name on person (lower(name) text_pattern_ops);
    -- The key that seals this person's values in the timeline and in letters, itself sealed by the master key. Erasing destroys it.
    create table person_key (person_id uuid primary key references person, wrapped bytea not null);
    create table national_id (
      id uuid primary key,
      person_id uuid not null references person,
      country text not null check (country in ('DK', 'NO')),
      lookup bytea not null,
      sealed bytea not null,
      since timestamptz(3) not null,
      ceased_at timestamptz(3)
    );
    create unique index national_id_current on national_id (country, lookup) where ceased_at is null;
    create index national_id_of_person on national_id (person_id);
    create table role_grant (
      id uuid primary key,
      person_id uuid not null references person,
      organisation_id uuid not null references organisation,
      role text not null check (role in ('coordinator', 'grader', 'region', 'agency')),
      granted_by uuid references person,
      granted_at timestamptz(3) not null,
      ended_at timestamptz(3),
      ended_by uuid references person
    );
    create unique index role_grant_current on role_grant (person_id, organisation_id, role) where ended_at is null;

    create table session (sid text primary key, sess json not null, expire timestamptz(3) not null);
    create index session_expire on session (expire);
    create table api_token (
      id uuid primary key,
      person_id uuid not null references person,
      hash bytea not null unique,
      label text not null,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      last_used_on date,
      revoked_at timestamptz
    );
    create index api_token_of_person on api_token (person_id);
    create table sign_in_link (
      hash bytea primary key,
      person_id uuid not null references person,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );
    create table rate_limit (key text primary key, points int not null default 0, expire bigint);

    -- What happened, for ever: the app may add and read, never change or take away.
    create table timeline_event (
      id uuid primary key,
      seq bigint generated always as identity,
      case_kind text not null,
      case_id uuid not null,
      person_id uuid,
      actor_id uuid,
      what text not null,
      effective_at timestamptz(3) not null,
      recorded_at timestamptz(3) not null,
      data jsonb not null default '{}',
      sealed bytea,
      rules_version int
    );
    create index timeline_of_case on timeline_event (case_id, seq);
    create index timeline_of_person on timeline_event (person_id, seq) where person_id is not null;
    -- Who looked at whom: one row a person's page, one a list.
    create table lookup_log (
      id uuid primary key,
      at timestamptz(3) not null,
      actor_id uuid not null,
      person_id uuid,
      what text not null,
      filter jsonb,
      count int,
      reason_sealed bytea
    );
    create index lookup_of_person on lookup_log (person_id, at) where person_id is not null;
    create index lookup_by_time on lookup_log (at);

    create table settled (
      case_id uuid not null,
      occasion text not null,
      step text not null,
      how text not null check (how in ('done', 'passed_over')),
      case_kind text not null,
      effective_at timestamptz(3) not null,
      at timestamptz(3) not null,
      seq bigint generated always as identity,
      primary key (case_id, occasion)
    );
    create index settled_seq on settled (seq);

    -- Wakes for stories. Plain inserts, never unique: uniqueness would serialise commits; the courier folds them.
    create table wake (id bigint generated always as identity primary key, story text not null, by_watch boolean not null default false, written_at timestamptz not null default clock_timestamp());
    -- When the watch last had an overdue case woken, and that wake delivered.
    create table watched (story text primary key, delivered_at timestamptz not null);
    -- Each worker says every few seconds that it lives, and how many workflow tasks have failed in it.
    create table worker_pulse (worker_id text primary key, started_at timestamptz not null, seen_at timestamptz not null default now(), stories_version int not null, task_failures int not null default 0);
    -- What follows no case: its story and when it is due.
    create table standing (kind text primary key check (kind in ('nightly')), next_due_at timestamptz(3));

    create table task (
      id uuid primary key,
      case_kind text not null,
      case_id uuid not null,
      role text not null,
      what text not null,
      data jsonb not null default '{}',
      since timestamptz(3) not null,
      done_at timestamptz(3)
    );
    create unique index task_open on task (case_id, what) where done_at is null;
    create index task_of_role on task (role, since) where done_at is null;

    create table rule_setting (
      version int primary key,
      key text not null,
      value jsonb not null,
      valid_from date not null,
      set_by uuid references person,
      set_at timestamptz(3) not null,
      reason text
    );
    create table day_off (country text not null check (country in ('DK', 'NO')), day date not null, name text not null, kind text not null check (kind in ('holiday', 'closing')), primary key (country, day));

    create table letter (
      id uuid primary key,
      seq bigint generated always as identity,
      case_kind text not null,
      case_id uuid not null,
      person_id uuid not null references person,
      occasion text not null,
      channel text not null default 'email' check (channel in ('email')),
      template text not null,
      template_version int not null,
      language text not null,
      sealed bytea not null,
      message_id text not null unique,
      state text not null default 'queued' check (state in ('queued', 'sent', 'refused', 'bounced', 'withdrawn')),
      written_at timestamptz(3) not null,
      due_at timestamptz(3) not null,
      retry_at timestamptz(3),
      attempts int not null default 0,
      sending_until timestamptz(3),
      settled_at timestamptz(3),
      reply_code int,
      unique (case_id, occasion, person_id)
    );
    create index letter_queued on letter (due_at) where state = 'queued';
    create index letter_of_person on letter (person_id, written_at);
    create index letter_of_case on letter (case_id);
    create index letter_by_state on letter (state, written_at);
    create table captured_mail (
      id uuid primary key,
      received_at timestamptz(3) not null,
      message_id text,
      sender text not null,
      recipients text[] not null,
      raw bytea not null
    );
    create index captured_mail_newest on captured_mail (received_at desc, id desc);

    -- Files by content: equal bytes are kept once.
    create table file_content (sha256 bytea primary key, size bigint not null, created_at timestamptz not null default now());
    create table file_chunk (sha256 bytea not null references file_content on delete cascade, seq int not null, bytes bytea not null, primary key (sha256, seq));

    create table idempotency_key (
      actor_id uuid not null,
      method text not null,
      path text not null,
      key text not null,
      body_hash bytea not null,
      status int,
      sealed bytea,
      created_at timestamptz not null default now(),
      primary key (actor_id, method, path, key)
    );
    create index idempotency_key_age on idempotency_key (created_at);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
