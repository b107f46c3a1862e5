import type { Knex } from 'knex';
import { rows } from '../../db/core/columns';
import { wrapNewKey, unwrapKey } from '../../db/core/person-keys';
import { seal } from '../../db/core/sealing';

/** What a forecast does without: history, secrets, bytes, and what belongs to a process or to the machine. */
const left: ReadonlySet<string> = new Set([
  'account',
  'advance',
  'answer_file',
  'api_token',
  'captured_mail',
  'file_chunk',
  'forecast',
  'idempotency_key',
  'installation',
  'invitation_link',
  'knex_migrations',
  'knex_migrations_lock',
  'lookup_attempt',
  'lookup_log',
  'lookup_turn',
  // Nobody is asked for a name: the copy has no numbers to ask about.
  'name_lookup',
  'national_id',
  'password_reset',
  'rate_limit',
  'register_download',
  'register_import',
  'rehearsal_clock',
  'rehearsal_snapshot',
  'session',
  'sign_in_link',
  'sign_up_import',
  'timeline_event',
  'wake',
  'watched',
  'worker_pulse',
]);
/** What a story opens: the column it is sealed in, and what stands there in the copy. */
const opened: Readonly<Record<string, Readonly<{ column: string; standIn: object }>>> = {
  invitation: { column: 'told_sealed', standIn: { name: 'N. N.', email: 'nobody@forecast.invalid', phone: '' } },
  letter: { column: 'sealed', standIn: { subject: '-', text: '-', html: '-' } },
};
/** Free texts, wherever they stand. */
const freeTexts: ReadonlySet<string> = new Set(['reason', 'cancel_reason', 'case_number', 'label', 'evidence']);

const batch = 1_000;
type Row = Record<string, unknown>;

/**
 * Copies the facts that stories go by from one database into another of the same migrations: as they are at one instant, without names, addresses, numbers and
 * texts. People keep their ids alone; what was sealed is sealed anew, with nothing in it, by keys that are made here and lie nowhere else.
 * @param to of another master key, opened as its owner
 */
export async function copyFacts(from: Knex, to: Knex): Promise<void> {
  await to.raw(`do $$ declare c record; begin
    for c in select conrelid::regclass as of, conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace loop
      execute format('alter table %s drop constraint %I', c.of, c.conname); -- the copy was whole where it came from
    end loop; end $$`);
  await from.transaction(
    async (trx) => {
      const keys = new Map<string, Buffer>();
      for (const { person_id: id } of await rows<{ person_id: string }>(trx.raw('select person_id from person_key')))
        keys.set(id, wrapNewKey(to, id));
      for (const table of await tables(trx)) await copyTable(trx, to, table, keys);
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  await to.raw('update installation set id = gen_random_uuid(), stories_version = 0, temporal_namespace_id = null');
}

async function tables(db: Knex): Promise<string[]> {
  const found = await rows<{ name: string }>(
    db.raw(`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`),
  );
  return found.map(({ name }) => name).filter((name) => !left.has(name));
}

type Column = Readonly<{ name: string; notNull: boolean; bytes: boolean }>;

async function copyTable(from: Knex, to: Knex, table: string, keys: ReadonlyMap<string, Buffer>): Promise<void> {
  const columns = await rows<Column>(
    from.raw(
      `select attname as name, attnotnull as "notNull", atttypid = 'bytea'::regtype as bytes from pg_attribute
       where attrelid = ?::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
      [table],
    ),
  );
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  await to.raw('truncate ??', [table]);
  await from.raw('declare copied no scroll cursor for select to_jsonb(t) as row from ?? t', [table]);
  for (;;) {
    const found = await rows<{ row: Row }>(from.raw(`fetch ${batch} from copied`));
    if (found.length === 0) break;
    const nameless = found.map(({ row }) => withoutPerson(to, table, row, columns, keys));
    await to.raw(`insert into ?? (${list}) overriding system value select ${list} from jsonb_populate_recordset(null::??, ?::jsonb)`, [
      table,
      table,
      JSON.stringify(nameless),
    ]);
  }
  await from.raw('close copied');
}

function withoutPerson(to: Knex, table: string, row: Row, columns: readonly Column[], keys: ReadonlyMap<string, Buffer>): Row {
  const copy: Row = { ...row };
  for (const { name, notNull, bytes } of columns) {
    if (bytes && name.endsWith('sealed')) copy[name] = notNull ? hex(Buffer.alloc(0)) : null;
    if (freeTexts.has(name) && typeof copy[name] === 'string') copy[name] = '';
  }
  if (table === 'person') {
    const address = row['erased_at'] ? null : `${String(row['id'])}@forecast.invalid`;
    Object.assign(copy, { name: address && 'N. N.', email: address, email_key: address, employer: null });
  }
  const personId = String(row['person_id']);
  const key = keys.get(personId);
  if (table === 'person_key' && key) copy['wrapped'] = hex(key);
  const sealed = opened[table];
  if (sealed && key) copy[sealed.column] = hex(seal(unwrapKey(to, personId, key), JSON.stringify(sealed.standIn), String(row['id'])));
  return copy;
}

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
