import type { Knex } from 'knex';

/** What of the register is kept for how long: whoever left it long ago is known by name no more, and the list of downloads ends. Statistics stay. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    -- People who were participants and nothing else, since when all of their participations are discharged.
    create view participant_over as
      select one.person_id, max(one.discharged_at) as over_at
      from participation one join person p on p.id = one.person_id and p.erased_at is null
      where not exists (select from role_grant g where g.person_id = p.id)
        and not exists (select from enrolment e where e.person_id = p.id)
        and not exists (select from certificate c where c.person_id = p.id)
      group by one.person_id having bool_and(one.discharged_at is not null);

    -- Erased as by hand: key, name and numbers go, so that nothing sealed is read again; what was registered stays as codes and days about nobody.
    create function let_go_of_register(now_at timestamptz, participant_days int, download_days int) returns jsonb
    language plpgsql security definer set search_path = public as $$
    declare one uuid; participants int := 0; downloads int;
    begin
      for one in select person_id from participant_over where over_at < now_at - make_interval(days => participant_days) order by person_id loop
        perform erase_person(one, null, now_at);
        participants := participants + 1;
      end loop;
      delete from register_download where created_at < now_at - make_interval(days => download_days);
      get diagnostics downloads = row_count;
      return jsonb_build_object('participants', participants, 'downloads', downloads);
    end $$;
    create index register_download_by_time on register_download (created_at);
  `);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: first expand, later contract.');
}
