import express from 'express';
import { knex } from 'knex';

/** Express and knex with nothing around them: a text comes in, one row is committed in one transaction, its id goes out. */
async function main(): Promise<void> {
  const db = knex({ client: 'pg', connection: process.env['DATABASE_OWNER_URL'] ?? '', pool: { min: 0, max: 20 } });
  await db.raw('create table bare_answer (id uuid primary key, text text not null, received_at timestamptz not null default now())');
  const app = express();
  app.get('/', (_req, res) => void res.send('ready'));
  app.put('/answers/:id', express.json(), async (req, res) => {
    const { id } = req.params;
    const { text } = req.body as { text: string };
    await db.transaction((trx) => trx('bare_answer').insert({ id, text }));
    res.json({ id });
  });
  app.listen(Number(process.env['PORT']), '127.0.0.1');
}

void main();
