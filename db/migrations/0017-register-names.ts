import type { Knex } from 'knex';

/** Whose name a participation was told stands beside its other fields: lists show, sort and search names for all of a municipality. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    alter table participation add column told_person_id uuid references person;
    create function note_told_name() returns trigger language plpgsql as $$
    begin
      update participation set told_person_id = new.person_id where id = new.participation_id and told_person_id is distinct from new.person_id;
      return new;
    end $$;
    create trigger name_lookup_notes_told_name after insert or update of state on name_lookup for each row when (new.state = 'found')
      execute function note_told_name();
    update participation set told_person_id = person_id
      where exists (select from name_lookup l where l.participation_id = participation.id and l.person_id = participation.person_id and l.state = 'found');
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
