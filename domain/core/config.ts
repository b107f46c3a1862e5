import { z } from 'zod';

const flag = z
  .enum(['on', 'off', 'true', 'false', '1', '0', ''])
  .default('off')
  .transform((value) => value === 'on' || value === 'true' || value === '1');
const port = z.coerce.number().int().min(0).max(65_535);

/** A key of exactly 32 bytes, given as base64. */
const masterKey = z.string().refine((text) => /^[A-Za-z0-9+/_-]{43}=?$/.test(text), { message: 'must be 32 bytes in base64' });

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(20),
    TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    TEMPORAL_TLS_CERT: z.string().optional(),
    TEMPORAL_TLS_KEY: z.string().optional(),
    TEMPORAL_TLS_CA: z.string().optional(),
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).default('smtp://127.0.0.1:1025'),
    MAIL_FROM: z.string().min(3).default('Frist <no-reply@frist.example>'),
    MAIL_REPORTS_TO: z
      .email()
      .or(z.literal('').transform(() => undefined))
      .optional(),
    MAIL_REPORTS_HOST: z.string().min(1).default('127.0.0.1'),
    MAIL_REPORTS_PORT: port.optional(),
    POPULATION_REGISTER_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:8085/folkeregisteret/offentlig-med-hjemmel/api'),
    FRIST_MASTER_KEY: masterKey,
    FRIST_DEMO: flag,
    FRIST_REHEARSAL: flag,
    FRIST_MAIL_CAPTURE: flag,
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(3000),
    METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    METRICS_PORT: port.default(0),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
    TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .superRefine((env, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (env.NODE_ENV === 'production' && env.FRIST_REHEARSAL) fault('FRIST_REHEARSAL', 'is refused in production');
    if (env.NODE_ENV === 'production' && env.FRIST_DEMO) fault('FRIST_DEMO', 'is refused in production');
    if (env.NODE_ENV === 'production' && env.FRIST_MAIL_CAPTURE)
      fault('FRIST_MAIL_CAPTURE', 'is refused in production: anyone could read the mails');
    if (env.NODE_ENV === 'production' && !env.PUBLIC_URL) fault('PUBLIC_URL', 'is needed in production: links in letters point there');
    if (Boolean(env.TEMPORAL_TLS_CERT) !== Boolean(env.TEMPORAL_TLS_KEY)) fault('TEMPORAL_TLS_CERT', 'goes with TEMPORAL_TLS_KEY');
  });

/** Everything a process may be told from outside, parsed once at its start. */
export type Config = Readonly<z.infer<typeof schema>>;

/** Thrown when the environment is not usable; the message names every fault and no value. */
export class ConfigFaults extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.name = 'ConfigFaults';
  }
}

/**
 * Reads the configuration from the environment.
 * @throws ConfigFaults with all faults at once; values are never repeated, they may be secrets.
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  throw new ConfigFaults(
    parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.code === 'invalid_type' ? 'is missing or of the wrong kind' : issue.message}`,
    ),
  );
}
