import { connect, createServer } from 'node:net';

const loopback = '127.0.0.1';

/** Whether a server could listen on this port of `host` now. */
export async function isFree(port: number, host: string = loopback): Promise<boolean> {
  return (await listenOnce(port, host)) !== undefined;
}

/** Whether somebody accepts connections on this port now. */
export function accepts(port: number, host: string = loopback): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 });
    const answer = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

/** A port nobody listens on now. Taken from the system's ephemeral range, so a race is unlikely but not impossible. */
export async function freePort(): Promise<number> {
  const port = await listenOnce(0, loopback);
  if (port === undefined) throw new Error(`no free port on ${loopback}`);
  return port;
}

/** The first free one of `wanted`, else the next free ones after the first wanted, else any free port. Ports in `taken` are left out. */
export async function pickPort(wanted: readonly (number | undefined)[], taken: ReadonlySet<number> = new Set()): Promise<number> {
  const named = wanted.filter((port): port is number => port !== undefined && port > 0);
  const first = named[0];
  const neighbours = first === undefined ? [] : Array.from({ length: 20 }, (_, step) => first + 1 + step);
  for (const port of [...named, ...neighbours]) {
    if (port <= 65_535 && !taken.has(port) && (await isFree(port))) return port;
  }
  for (;;) {
    const port = await freePort();
    if (!taken.has(port)) return port;
  }
}

function listenOnce(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
