import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../tools/engine/ports';
import { projectRoot } from '../../../tools/engine/project';
import { answersOk, programPart, type Running } from '../../../tools/start/part';
import type { TestDatabase } from '../../support/database';

/** The API as a process of what was built, on a database of the test; it can be killed, and begins again on the same port. */
export class MortalApi {
  kills = 0;
  #running: Running | undefined;
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'frist-register-'));

  private constructor(
    private readonly database: TestDatabase,
    private readonly port: number,
  ) {}

  static async start(database: TestDatabase): Promise<MortalApi> {
    if (!existsSync(path.join(projectRoot(), 'dist', 'api', 'main.js'))) throw new Error('The product is not built: npm run build.');
    const api = new MortalApi(database, await freePort());
    await api.#begin();
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Kills it at once (SIGKILL), and has it run again. */
  async kill(): Promise<void> {
    this.#running!.kill();
    this.kills += 1;
    await this.#running!.exited;
    await this.#begin();
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #begin(): Promise<void> {
    const program = {
      title: 'API',
      command: process.execPath,
      args: ['dist/api/main.js'],
      cwd: projectRoot(),
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: this.database.url,
        DATABASE_POOL: '8',
        FRIST_MASTER_KEY: this.database.masterKey,
        FRIST_DEMO: 'on',
        PORT: String(this.port),
        PUBLIC_URL: this.url,
        LOG_LEVEL: 'warn',
      },
      logFile: path.join(this.#folder, 'api.log'),
      pidFile: path.join(this.#folder, 'api.pid'),
    };
    this.#running = await programPart(program, () => answersOk(`${this.url}/readyz`), 120_000).start(new AbortController().signal);
  }
}
