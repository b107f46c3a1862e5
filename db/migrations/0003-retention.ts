import type { Knex } from 'knex';

/**
 * What the app's own role may not do is done by functions of the owner that log themselves: erasing a person, and letting go of what has been kept
 * long enough. The timeline and what is settled are never let go of.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    insert into standing (kind, next_due_at) values ('nightly', now());

    create function erase_person(who uuid, by_whom uuid, at timestamptz) returns void language plpgsql security definer set search_path = public as $$
    begin
      delete from person_key where person_id = who;
      update letter set state = 'withdrawn', settled_at = at where person_id = who and state = 'queued';
      delete from national_id where person_id = who;
      delete from session where sess ->> 'personId' = who::text;
      update api_token set revoked_at = now() where person_id = who and revoked_at is null;
      delete from sign_in_link where person_id = who;
      update role_grant set ended_at = at, ended_by = by_whom where person_id = who and ended_at is null;
      delete from captured_mail where exists (select from person p where p.id = who and lower(p.email) = any(select lower(r) from unnest(recipients) r));
      update person set name = null, email = null, email_key = null, employer = null, erased_at = at, version = version + 1 where id = who;
      insert into timeline_event (id, case_kind, case_id, person_id, actor_id, what, effective_at, recorded_at) values (gen_random_uuid(), 'person', who, who, by_whom, 'personErased', at, at);
    end $$;

    -- How many rows of each kind were let go of.
    create function let_go(now_at timestamptz, lookup_days int, letter_days int, import_days int) returns jsonb language plpgsql security definer set search_path = public as $$
    declare lookups int; letters int; imports int;
    begin
      delete from lookup_log where at < now_at - make_interval(days => lookup_days);
      get diagnostics lookups = row_count;
      delete from letter where state <> 'queued' and written_at < now_at - make_interval(days => letter_days);
      get diagnostics letters = row_count;
      delete from sign_up_import where created_at < now_at - make_interval(days => import_days);
      get diagnostics imports = row_count;
      return jsonb_build_object('lookups', lookups, 'letters', letters, 'imports', imports);
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
