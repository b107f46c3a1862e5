import { Client } from 'pg';
import { factsChannel } from '../../../db/core/database';
import type { System } from '../../../bench/system';
import type { Place } from './seeded';

/** What comes by and is gone again: NOTIFY payloads, wakes. Kept from now on. */
export type Traps = Readonly<{
  places(): Promise<Place[]>;
  /** How often a letter was refused: by the database to the worker, and by the mail server. */
  refused(): Promise<Readonly<{ byDatabase: number; byMailServer: number }>>;
  close(): Promise<void>;
}>;

/**
 * Has PostgreSQL fail now and then, with what people typed in the text of the error: any person with that address is refused to the API, and every fifth letter
 * to the worker. And keeps every wake and every notice that comes by.
 */
export async function setTraps({ ownerUrl, appUrl }: System, refusedEmail: string): Promise<Traps> {
  const database = new URL(ownerUrl);
  const owner = new Client({ connectionString: database.href });
  await owner.connect();
  await owner.query(`
    create schema proof;
    create sequence proof.turn;
    create table proof.woken (story text);
    grant usage on schema proof to public;
    grant usage on sequence proof.turn to public;
    grant insert on proof.woken to public;
    create function proof.refuse_person() returns trigger language plpgsql as $$ begin
      if new.email = '${refusedEmail}' then
        raise exception 'no % with % here', new.name, new.email using errcode = '23505', detail = format('Key (email)=(%s) already exists.', new.email);
      end if;
      return new;
    end $$;
    create trigger proof before insert or update on person for each row execute function proof.refuse_person();
    create function proof.refuse_letter() returns trigger language plpgsql as $$ declare who person; begin
      if current_setting('application_name') = 'frist-worker' and nextval('proof.turn') % 5 = 0 then
        select * into who from person where id = new.person_id;
        raise exception 'no letter for % <%>', who.name, who.email using errcode = '23514', detail = format('Failing row contains (%s, %s, %s).', who.id, who.name, who.email);
      end if;
      return new;
    end $$;
    create trigger proof before insert on letter for each row execute function proof.refuse_letter();
    create function proof.keep_wake() returns trigger language plpgsql as $$ begin insert into proof.woken values (new.story); return new; end $$;
    create trigger proof after insert on wake for each row execute function proof.keep_wake();`);
  const listener = new Client({ connectionString: appUrl });
  await listener.connect();
  const heard: string[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
  await listener.query(`listen ${factsChannel}`);
  return {
    async places() {
      await listener.query('select 1'); // whatever was told before has arrived with this answer
      const { rows: woken } = await owner.query<{ story: string }>('select story from proof.woken');
      return [
        { name: 'notices', bytes: Buffer.from(heard.join('\n')) },
        { name: 'outbox', bytes: Buffer.from(woken.map((one) => one.story).join('\n')) },
      ];
    },
    async refused() {
      const { rows } = await owner.query<{ byDatabase: number; byMailServer: number }>(
        `select (select last_value::int / 5 from proof.turn) as "byDatabase",
           (select count(*)::int from letter where state = 'refused') as "byMailServer"`,
      );
      return rows[0]!;
    },
    async close() {
      await listener.end();
      await owner.end();
    },
  };
}
