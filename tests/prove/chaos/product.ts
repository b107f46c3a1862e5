import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startChild, type Child } from '../../../tools/engine/child';
import { readRecord } from '../../../tools/engine/process-identity';
import { projectRoot } from '../../../tools/engine/project';
import { until } from '../../../tools/engine/wait';
import { readEnvironment, readState } from '../../../tools/start/data-layout';

/** What may be killed or made to stand still. */
export const victims = ['api', 'worker', 'temporal', 'postgres'] as const;
export type Victim = (typeof victims)[number];

/** The product as `npm run rehearsal` runs it, from what was built, on data and ports of its own. */
export class Product {
  readonly said: string[] = [];
  #child: Child | undefined;

  private constructor(readonly folder: string) {}

  static async start(): Promise<Product> {
    const root = projectRoot();
    const script = path.join(root, 'dist', 'tools', 'start', 'run.js');
    if (!existsSync(script)) throw new Error('The product is not built: npm run build.');
    const home = mkdtempSync(path.join(tmpdir(), 'frist-chaos-'));
    chmodSync(home, 0o711); // PostgreSQL runs as nobody when the proof runs as root
    const product = new Product(path.join(home, 'rehearsal'));
    const options = { mode: 'rehearsal', folder: product.folder };
    product.#child = await startChild({
      command: process.execPath,
      args: [
        '-e',
        `require(${JSON.stringify(script)}).run({ ...${JSON.stringify(options)}, print: console.log }).then((code) => process.exit(code))`,
      ],
      cwd: root,
      env: { ...process.env, LOG_LEVEL: 'warn', NODE_ENV: undefined, PORT: undefined },
      log: (line) => void product.said.push(line),
    });
    await until('the product runs', async () => product.said.some((line) => line.includes('Ctrl-C stops')) || product.#child!.ended() !== undefined, { withinMs: 240_000, everyMs: 100 }); // prettier-ignore
    if (product.#child.ended() !== undefined) throw new Error(product.said.join('\n'));
    return product;
  }

  get url(): string {
    return `http://127.0.0.1:${readState(this.folder).ports['web']}`;
  }

  /** The owner's URL of its database. */
  get ownerUrl(): string {
    return readEnvironment(this.folder)['DATABASE_OWNER_URL']!;
  }

  get masterKey(): string {
    return readEnvironment(this.folder)['FRIST_MASTER_KEY']!;
  }

  /** How often the supervisor had to start something again. */
  get restarts(): number {
    return this.said.filter((line) => line.includes(' ready again (')).length;
  }

  /** The processes of a part as its supervisor recorded it; of PostgreSQL also those that serve its sessions. None while it is being started again. */
  processesOf(victim: Victim): number[] {
    const record = readRecord(path.join(this.folder, 'run', `${victim}.pid`));
    if (!record) return [];
    return [record.pid, ...(victim === 'postgres' ? childrenOf(record.pid) : [])];
  }

  async stop(): Promise<void> {
    await this.#child?.stop(['SIGINT', 60_000]);
    rmSync(path.dirname(this.folder), { recursive: true, force: true });
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        const stat = readFileSync(`/proc/${one}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false; // it has just ended
      }
    });
}
