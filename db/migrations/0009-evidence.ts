import type { Knex } from 'knex';

/**
 * Snapshots of a rehearsal and what forecasts found. Taking and restoring are done by functions of the owner, for the app may not change what was recorded for
 * ever; only a rehearsal's app may call them (see `grant` in db/core/migrate.ts).
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    create table rehearsal_snapshot (
      name text primary key check (name ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
      taken_at timestamptz not null default now(),
      clock_at timestamptz(3) not null,
      migrations text[] not null
    );

    create table forecast (
      id uuid primary key,
      asked_at timestamptz not null default now(),
      asked_by uuid,
      days int not null check (days between 1 and 3660),
      state text not null check (state in ('asked', 'running', 'done', 'failed')),
      -- When whoever lives through it last said so: one that fell silent has failed.
      seen_at timestamptz not null default now(),
      from_at timestamptz(3),
      lived_until timestamptz(3),
      ended_at timestamptz,
      weeks jsonb,
      failure text
    );
    create unique index forecast_one_at_a_time on forecast ((true)) where state in ('asked', 'running');

    -- The facts of a rehearsal. Sessions, limits, leases and pulses belong to the machine and its clock, and stay as they are.
    create function rehearsal_tables() returns setof text language sql stable set search_path = public as $$
      select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and relname not in ('knex_migrations', 'knex_migrations_lock', 'installation', 'rehearsal_snapshot', 'forecast', 'session', 'rate_limit', 'worker_pulse', 'idempotency_key')
      order by relname
    $$;

    -- Called in a REPEATABLE READ transaction: all tables as they were at one instant. One of the same name is replaced.
    create function take_snapshot(wanted text) returns void language plpgsql security definer set search_path = public as $$
    declare one text; place text := 'snapshot_' || wanted;
    begin
      if wanted !~ '^[a-z0-9][a-z0-9_-]{0,39}$' then raise exception 'not a name'; end if;
      execute format('drop schema if exists %I cascade', place);
      execute format('create schema %I', place);
      for one in select rehearsal_tables() loop
        execute format('create table %I.%I as table public.%I', place, one, one);
      end loop;
      insert into rehearsal_snapshot (name, clock_at, migrations)
        select wanted, now_at, (select array_agg(name order by name) from knex_migrations) from rehearsal_clock
        on conflict (name) do update set taken_at = excluded.taken_at, clock_at = excluded.clock_at, migrations = excluded.migrations;
    end $$;

    -- Says what it did: 'restored', or why it changed nothing. Every table is locked, so that courier, advance and stories wait until it is done.
    create function restore_snapshot(wanted text) returns text language plpgsql security definer set search_path = public as $$
    declare
      place text := 'snapshot_' || wanted;
      kept jsonb; stories text[]; waiting text[]; ready text[]; one text; columns text; taken timestamptz;
    begin
      if not exists (select from rehearsal_snapshot where name = wanted) then return 'not_found'; end if;
      if (select migrations from rehearsal_snapshot where name = wanted) is distinct from (select array_agg(name order by name)::text[] from knex_migrations) then
        return 'snapshot_of_other_version';
      end if;
      waiting := array(select rehearsal_tables());
      -- All at once or none, and again: whoever waits with half of the locks in hand would meet others who wait for those.
      for attempt in 1..400 loop
        begin
          execute 'lock table ' || (select string_agg(format('public.%I', name), ', ') from unnest(waiting) name) || ' in access exclusive mode nowait';
          exit;
        exception when lock_not_available then
          if attempt = 400 then raise; end if;
          perform pg_sleep(0.025);
        end;
      end loop;
      if exists (select from advance where state = 'running') then return 'advance_running'; end if;
      select taken_at into taken from rehearsal_snapshot where name = wanted;
      stories := array(select story from open_case);
      select coalesce(jsonb_agg(to_jsonb(t)), '[]') into kept from api_token t;
      execute 'truncate ' || (select string_agg(format('public.%I', name), ', ') from unnest(waiting) name);
      -- A table comes after those that it refers to.
      while cardinality(waiting) > 0 loop
        ready := array(
          select name from unnest(waiting) name where not exists (
            select from pg_constraint c where c.contype = 'f' and c.conrelid = format('public.%I', name)::regclass and c.confrelid <> c.conrelid
              and c.confrelid = any(select format('public.%I', other)::regclass from unnest(waiting) other))
          order by name);
        if cardinality(ready) = 0 then raise exception 'tables refer to each other in a circle'; end if;
        foreach one in array ready loop
          select string_agg(quote_ident(attname), ', ' order by attnum) into columns from pg_attribute
            where attrelid = format('public.%I', one)::regclass and attnum > 0 and not attisdropped and attgenerated = '';
          execute format('insert into public.%I (%s) overriding system value select %s from %I.%I', one, columns, columns, place, one);
        end loop;
        waiting := array(select name from unnest(waiting) name where name <> all(ready));
      end loop;
      -- Tokens go by the machine's clock: whoever asks is not locked out by going back.
      delete from api_token;
      delete from sign_in_link;
      insert into api_token select t.* from jsonb_populate_recordset(null::api_token, kept) t join person p on p.id = t.person_id on conflict do nothing;
      -- What was answered since then never happened; the answer to this very request is kept.
      delete from idempotency_key where created_at > taken and created_at < now();
      delete from wake;
      delete from watched;
      -- Also the stories whose case is gone: they read that it is over.
      insert into wake (story) select unnest(stories) union select story from open_case;
      return 'restored';
    end $$;
    revoke execute on function take_snapshot(text), restore_snapshot(text) from public;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
