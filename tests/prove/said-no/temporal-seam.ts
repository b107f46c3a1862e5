import type { Connection } from '@temporalio/client';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Chance } from '../support/chance';
import { rest, timeOutMs, type Seam } from './seam';

type Call = (...args: unknown[]) => Promise<unknown>;
const codes = { unavailable: 14, deadlineExceeded: 4 } as const;

/** Every call of courier, watch, advance and reconcile to Temporal comes by here. */
export function seamOfTemporal(connection: Connection, seam: Seam): void {
  const service = connection.workflowService as unknown as Record<string, unknown>;
  for (const [name, call] of Object.entries(service)) {
    if (typeof call !== 'function') continue;
    service[name] = async (...args: unknown[]): Promise<unknown> => {
      const how = seam.fault('temporal');
      if (!how) return (call as Call).apply(service, args);
      if (how === 'no') throw grpcError('unavailable');
      if (how === 'did') await (call as Call).apply(service, args);
      await rest(timeOutMs);
      throw grpcError('deadlineExceeded');
    };
  }
}

function grpcError(what: keyof typeof codes): Error {
  return Object.assign(new Error(`${codes[what]} ${what}`), { code: codes[what], details: what, metadata: {} });
}

/** The line between the worker and Temporal, which is cut now and then: before something is passed on, or after it was and before the answer is. */
export class CutLine {
  readonly #open = new Set<Socket>();
  #cutting: NodeJS.Timeout | undefined;

  private constructor(
    private readonly server: Server,
    private readonly by: Chance,
    private readonly seam: Seam,
  ) {}

  static async to(address: string, by: Chance, seam: Seam): Promise<CutLine> {
    const server = createServer();
    const line = new CutLine(server, by, seam);
    const [host, port] = address.split(':');
    server.on('connection', (near) => {
      const far = connect(Number(port), host);
      line.#open.add(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
        one.pipe(other);
      }
      near.on('close', () => line.#open.delete(near));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Begins to cut: one line at a time, each half minute or so. Who asks for tasks waits longer each time, so that more often would be never to come by. */
  open(): void {
    this.#cutting = setTimeout(
      () => {
        const [...lines] = this.#open;
        if (lines.length > 0) {
          this.seam.note('temporal line', 'cut');
          this.by.pick(lines).destroy();
        }
        this.open();
      },
      10_000 + this.by.below(30_000),
    ).unref();
  }

  async close(): Promise<void> {
    clearTimeout(this.#cutting);
    for (const line of this.#open) line.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
