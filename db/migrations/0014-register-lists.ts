import type { Knex } from 'knex';

/** What lists of participations need: an order of names, indexes, and files that wait to be confirmed (`domain.md` 6.7, 7). */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Names in the order of the Norwegian alphabet, where the server knows it.
    do $$ begin
      create collation register_names (provider = icu, locale = 'nb');
    exception when others then
      create collation register_names from "C";
    end $$;

    create index participation_current on participation (organisation_id, start_on, id) where discharged_at is null;
    create index participation_by_saved on participation (organisation_id, saved_at, id);
    create index saved_view_of_person on saved_view (person_id, name);

    -- A read file that waits to be confirmed. Its lines are sealed and kept only a few days, as those of sign-ups.
    create table register_import (
      id uuid primary key,
      organisation_id uuid not null references organisation,
      created_by uuid not null references person,
      created_at timestamptz(3) not null,
      sealed bytea not null,
      lines int not null,
      -- How many of its lines have been seen to; they are stored some at a time.
      done int not null default 0,
      stored int not null default 0,
      confirmed_at timestamptz(3)
    );
    create index register_import_by_time on register_import (created_at);

    create or replace function let_go(now_at timestamptz, lookup_days int, letter_days int, import_days int) returns jsonb
    language plpgsql security definer set search_path = public as $$
    declare lookups int; letters int; imports int; files int;
    begin
      delete from lookup_log where at < now_at - make_interval(days => lookup_days);
      get diagnostics lookups = row_count;
      delete from letter where state <> 'queued' and written_at < now_at - make_interval(days => letter_days);
      get diagnostics letters = row_count;
      delete from sign_up_import where created_at < now_at - make_interval(days => import_days);
      get diagnostics imports = row_count;
      delete from register_import where created_at < now_at - make_interval(days => import_days);
      get diagnostics files = row_count;
      return jsonb_build_object('lookups', lookups, 'letters', letters, 'imports', imports + files);
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
