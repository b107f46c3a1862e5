import type { Knex } from 'knex';

/** Cancelled rounds leave their place to others. Erasing reaches what is found by other ways than the present address: mails by their letter, words that were searched for, snapshots of a rehearsal. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- A cancelled round leaves its place in the year to another.
    alter table round drop constraint round_year_number_key;
    create unique index round_in_year on round (year, number) where state <> 'cancelled';

    create or replace function erase_person(who uuid, by_whom uuid, at timestamptz) returns void language plpgsql security definer set search_path = public as $$
    declare one text;
    begin
      delete from person_key where person_id = who;
      delete from captured_mail where trim(both '<>' from message_id) in (select trim(both '<>' from l.message_id) from letter l where l.person_id = who);
      delete from captured_mail where exists (select from person p where p.id = who and lower(p.email) = any(select lower(r) from unnest(recipients) r));
      update letter set state = 'withdrawn', settled_at = at where person_id = who and state = 'queued';
      delete from national_id where person_id = who;
      delete from session where sess ->> 'personId' = who::text;
      -- What somebody searched for was perhaps this very name.
      update session set sess = (sess::jsonb - 'peopleSearch' - 'consultantSearch')::json where jsonb_exists_any(sess::jsonb, array['peopleSearch', 'consultantSearch']);
      update api_token set revoked_at = now() where person_id = who and revoked_at is null;
      delete from sign_in_link where person_id = who;
      update role_grant set ended_at = at, ended_by = by_whom where person_id = who and ended_at is null;
      -- A rehearsal could otherwise go back to a time at which the person was known.
      for one in select name from rehearsal_snapshot loop
        execute format('drop schema if exists %I cascade', 'snapshot_' || one);
      end loop;
      delete from rehearsal_snapshot;
      update person set name = null, email = null, email_key = null, employer = null, erased_at = at, version = version + 1 where id = who;
      insert into timeline_event (id, case_kind, case_id, person_id, actor_id, what, effective_at, recorded_at) values (gen_random_uuid(), 'person', who, who, by_whom, 'personErased', at, at);
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
