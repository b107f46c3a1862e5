import type { Knex } from 'knex';

/**
 * Fewer questions to the database per save: what is locked in one order, and what is read under a lock, each in one call. And a pace of its own for questions to the
 * population register, so that turns which were missed cannot be made up for all at once.
 */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- Up to when the questions that were asked fill what the population register bears: turns say who is next, this says how fast.
    alter table lookup_turn add column paced_to timestamptz not null default '-infinity';

    -- Whether a participation has a complete activity (isComplete in fields.ts) stands beside its other fields: lists count it for all of a municipality.
    alter table participation add column has_activity boolean not null default false;
    create function note_activity() returns trigger language plpgsql as $$
    declare has boolean := exists (select from programme_entry where participation_id = new.participation_id and removed_at is null
      and kind = 'activity' and type is not null and from_on is not null and hours_per_week is not null);
    begin
      update participation set has_activity = has where id = new.participation_id and has_activity <> has;
      return new;
    end $$;
    create trigger programme_entry_notes_activity after insert or update on programme_entry for each row execute function note_activity();
    update participation set has_activity = true where exists (select from programme_entry where participation_id = participation.id and removed_at is null
      and kind = 'activity' and type is not null and from_on is not null and hours_per_week is not null);

    -- In the one order of locks: person, participation, look-up. Each statement sees what was committed before it.
    create function lock_participation(which uuid) returns void language plpgsql as $$
    begin
      perform 1 from person where id = (select person_id from participation where id = which) for no key update;
      perform 1 from participation where id = which for update;
    end $$;
    create function lock_name_lookup(which uuid) returns void language plpgsql as $$
    begin
      perform 1 from person where id = (select person_id from name_lookup where id = which) for no key update;
      perform 1 from participation where id = (select participation_id from name_lookup where id = which) for update;
      perform 1 from name_lookup where id = which for update;
    end $$;
    -- Whoever hands a report in has the lock alone; who saves a participation shares it, and reads after it what is handed in.
    create function lock_reports_handed_in(municipality uuid) returns setof yearly_report language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(7103, hashtext(municipality::text));
      return query select * from yearly_report
        where organisation_id = municipality and state in ('submitted', 'approved') and not changed_since;
    end $$;
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
