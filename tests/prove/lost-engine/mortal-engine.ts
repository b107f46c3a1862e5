import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTemporal, type TemporalEngine } from '../../../tools/engine/temporal';
import { engines } from '../../support/engines';

/** A Temporal server of the test's own, which may lose everything that it knows. */
export class MortalEngine {
  private constructor(
    private readonly folder: string,
    private running: TemporalEngine,
  ) {}

  static async start(): Promise<MortalEngine> {
    const folder = mkdtempSync(path.join(tmpdir(), 'frist-lost-'));
    return new MortalEngine(folder, await startIn(folder));
  }

  get address(): string {
    return this.running.address;
  }

  /** Kills it, deletes its data, and starts an empty one in its place. */
  async loseEverything(): Promise<void> {
    this.running.kill();
    await this.running.exited;
    for (const ending of ['', '-wal', '-shm']) rmSync(fileIn(this.folder) + ending, { force: true });
    this.running = await startIn(this.folder, this.running.port);
  }

  async stop(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const fileIn = (folder: string): string => path.join(folder, 'temporal.db');

async function startIn(folder: string, port?: number): Promise<TemporalEngine> {
  return startTemporal({
    binary: engines().temporalBinary,
    dbFile: fileIn(folder),
    log: () => undefined,
    ...(port ? { port, portIsFixed: true } : {}),
  });
}
