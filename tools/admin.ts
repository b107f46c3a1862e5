import { instantOf } from '../domain/core/calendar';
import { organisationOf, roles, type Role } from '../domain/core/actors';
import { parseConfig } from '../domain/core/config';
import { commandEnvironment } from './command-environment';
import { parseEmail } from '../domain/core/email';
import { ensureOrganisation, grantRole, organisations } from '../db/core/access';
import { openDatabase } from '../db/core/database';
import { ensurePerson } from '../db/core/people';
import { keyRing } from '../db/core/sealing';
import { appendTimeline } from '../db/core/timeline';
import { transaction } from '../db/core/transaction';

const usage = `npm run admin -- grant <email> <${roles.join('|')}> [organisation code]`;

/** `npm run admin -- grant <email> agency`: makes the first administrator; the others are made on the agency's page. */
async function main(): Promise<void> {
  const [verb, address, role, code] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  if (verb !== 'grant' || !address || !roles.includes(role as Role)) throw new Error(usage);
  const config = parseConfig(commandEnvironment(process.argv));
  const db = openDatabase({
    url: config.DATABASE_URL,
    keys: keyRing(config.FRIST_MASTER_KEY),
    rehearsal: config.FRIST_REHEARSAL,
    publicUrl: config.PUBLIC_URL ?? 'http://localhost',
    pool: 2,
    name: 'frist-admin',
  });
  const email = parseEmail(address);
  await transaction(db, async (trx) => {
    const at = instantOf(Date.now());
    const kind = organisationOf[role as Role];
    const known = (await organisations(trx)).filter((one) => one.kind === kind && (!code || one.code === code));
    if (known.length > 1) throw new Error(`Which organisation? ${known.map((one) => one.code).join(', ')}`);
    const organisationId = known[0]?.organisationId ?? (await ensureOrganisation(trx, kind, code ?? kind, code ?? kind));
    const { personId } = await ensurePerson(trx, { name: email.split('@')[0]!, email, createdAt: at });
    const granted = await grantRole(trx, { personId, organisationId, role: role as Role, by: null, at });
    if (granted)
      await appendTimeline(trx, {
        case: { kind: 'person', id: personId },
        what: 'roleGranted',
        personId,
        effectiveAt: at,
        recordedAt: at,
        data: { role, by: 'command line' },
      });
    process.stdout.write(granted ? `${role} granted\n` : `${role} was held already\n`);
  });
  await db.destroy();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
