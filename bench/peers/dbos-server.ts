// The flow of a verdict as it is written with DBOS Transact: Express takes the click, a workflow of the same process brings what follows.
import { readFileSync } from 'node:fs';
import express from 'express';
import { knex } from 'knex';
import { openRelay } from '../../activities/core/post-office';
import { dbosLibrary } from './dbos-library';
import type { Mail } from './worker';

const tables = `
  create table if not exists dbos_certificate (id uuid primary key, enrolment_id uuid not null unique, number text not null unique, issued_at timestamptz not null default now());
  create table if not exists dbos_letter (id uuid primary key, certificate_id uuid not null references dbos_certificate, recipient text not null, subject text not null,
    body text not null, state text not null default 'queued', sent_at timestamptz);
  create index if not exists dbos_letter_queued on dbos_letter (id) where state = 'queued';
  grant select on dbos_letter to public`;

/** As many clients as a process of ours has. */
const poolSize = 20;

async function main(): Promise<void> {
  const { DATABASE_OWNER_URL: ownerUrl = '', SMTP_URL: smtpUrl = '', MAIL_FILE: mailFile = '', PORT: port } = process.env;
  const mail = JSON.parse(readFileSync(mailFile, 'utf8')) as Mail;
  const relay = openRelay(smtpUrl);
  const DBOS = dbosLibrary();
  const db = knex({ client: 'pg', connection: ownerUrl, pool: { min: 0, max: poolSize } });
  await db.raw(tables);

  // A step may be done again after a crash, before its note is stored: what it inserts has its id beforehand, so that nothing is there twice.
  const certify = DBOS.registerWorkflow(
    async (enrolmentId: string, certificateId: string, letterId: string, email: string): Promise<void> => {
      await DBOS.runStep(
        () =>
          db.transaction(async (trx) => {
            const certificate = { id: certificateId, enrolment_id: enrolmentId, number: `DBOS-${certificateId}` };
            const letter = { id: letterId, certificate_id: certificateId, recipient: email, subject: mail.subject, body: mail.text };
            await trx('dbos_certificate').insert(certificate).onConflict('id').ignore();
            await trx('dbos_letter').insert(letter).onConflict('id').ignore();
          }),
        { name: 'issueCertificate' },
      );
      await DBOS.runStep(
        async () => {
          await relay.sendMail({ from: 'Bench <no-reply@bench.example>', to: email, messageId: `<${letterId}@bench.example>`, ...mail });
        },
        { name: 'sendLetter' },
      );
      await DBOS.runStep(
        async () => {
          await db('dbos_letter').where({ id: letterId }).update({ state: 'sent', sent_at: db.fn.now() });
        },
        { name: 'markSent' },
      );
    },
    { name: 'certify' },
  );
  DBOS.setConfig({
    name: 'frist-bench',
    systemDatabaseUrl: ownerUrl,
    systemDatabasePoolSize: poolSize,
    applicationVersion: 'bench',
    logLevel: 'error',
  });
  await DBOS.launch();

  const app = express();
  app.get('/', (_req, res) => void res.send('ready'));
  app.post('/verdicts/:enrolmentId', express.json(), async (req, res) => {
    const { enrolmentId } = req.params;
    const { certificateId, letterId, email } = req.body as { certificateId: string; letterId: string; email: string };
    // Stored when this resolves: the click is safe, what follows is on its way.
    await DBOS.startWorkflow(certify, { workflowID: `certify/${enrolmentId}` })(enrolmentId, certificateId, letterId, email);
    res.json({ id: enrolmentId });
  });
  app.listen(Number(port), '127.0.0.1');
  process.on('SIGTERM', () => void DBOS.shutdown().finally(() => process.exit(0)));
}

void main();
