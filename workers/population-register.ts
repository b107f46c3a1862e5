import { parseConfig } from '../domain/core/config';
import { createLog } from '../db/core/log';
import { startPopulationRegister } from './population-register-server';
import { stopOnSignals } from './process';

async function main(): Promise<void> {
  const config = parseConfig(process.env);
  if (config.NODE_ENV === 'production') throw new Error('The population register of synthetic people is refused in production.');
  const log = createLog('population-register', config.LOG_LEVEL);
  const register = await startPopulationRegister(Number(new URL(config.POPULATION_REGISTER_URL).port));
  log.info({ port: register.port }, 'population register of synthetic people');
  stopOnSignals(log, () => register.close());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
