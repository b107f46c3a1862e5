import { z } from 'zod';
import { migrate } from '../db/core/migrate';

const schema = z.object({ DATABASE_URL: z.url(), DATABASE_OWNER_URL: z.url(), FRIST_REHEARSAL: z.string().default('off') });

async function main(): Promise<void> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) throw new Error('DATABASE_URL (the app role) and DATABASE_OWNER_URL (the owner) are needed to migrate.');
  const app = new URL(parsed.data.DATABASE_URL);
  await migrate(
    parsed.data.DATABASE_OWNER_URL,
    {
      role: decodeURIComponent(app.username),
      password: decodeURIComponent(app.password),
      rehearsal: ['on', 'true', '1'].includes(parsed.data.FRIST_REHEARSAL),
    },
    (line) => process.stdout.write(`${line}\n`),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
