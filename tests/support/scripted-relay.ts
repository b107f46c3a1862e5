import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The moments of a mail's way at which a relay may break. `taken`: it has the mail, and the line breaks before it says so. */
export const relayMoments = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content', 'taken'] as const;
export type RelayMoment = (typeof relayMoments)[number];

/** A mail server that breaks where a test wants it to, once or for as long as it says. */
export class ScriptedRelay {
  /** The Message-IDs of what it took, in order. */
  readonly taken: string[] = [];
  #breakAt: RelayMoment | undefined;
  #refuse: ((command: string) => string | undefined) | undefined;
  readonly #open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly breaks: (moment: RelayMoment) => boolean,
  ) {
    server.on('connection', (socket) => this.#talk(socket));
  }

  /** @param options.breaks asked at each moment whether the line breaks there, beside what `breakOnceAt` says */
  static async start(options: Readonly<{ breaks?: (moment: RelayMoment) => boolean }> = {}): Promise<ScriptedRelay> {
    const server = createServer();
    const relay = new ScriptedRelay(server, options.breaks ?? (() => false));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return relay;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next connection that comes to this moment is cut. A kept one is cut at once, so that the moment comes. */
  breakOnceAt(moment: RelayMoment): void {
    this.#breakAt = moment;
    this.#hangUp();
  }

  /** Answers every recipient so from now on, or as a function of its command says; `undefined` takes mail again. */
  refuseAll(reply: string | ((command: string) => string | undefined) | undefined): void {
    this.#refuse = typeof reply === 'string' ? () => reply : reply;
  }

  async close(): Promise<void> {
    this.#hangUp();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  #hangUp(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #breaks(moment: RelayMoment, socket: Socket): boolean {
    if (this.#breakAt !== moment && !this.breaks(moment)) return false;
    if (this.#breakAt === moment) this.#breakAt = undefined;
    socket.destroy();
    return true;
  }

  #talk(socket: Socket): void {
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    socket.on('error', () => undefined);
    if (this.#breaks('greeting', socket)) return;
    socket.write('220 relay.example ESMTP\r\n');
    let mail: string | undefined;
    let unread = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      unread += text;
      for (let end = unread.indexOf('\r\n'); end >= 0 && !socket.destroyed; end = unread.indexOf('\r\n')) {
        const line = unread.slice(0, end);
        unread = unread.slice(end + 2);
        if (mail === undefined) {
          if (this.#command(line, socket)) mail = '';
        } else if (line !== '.') {
          const first = mail === '';
          mail += `${line}\n`;
          if (first && this.#breaks('content', socket)) return;
        } else {
          this.taken.push(/^Message-ID: (\S+)$/im.exec(mail)?.[1] ?? '');
          mail = undefined;
          if (!this.#breaks('taken', socket)) socket.write('250 taken\r\n');
        }
      }
    });
  }

  /** Answers a command. @returns whether the content of a mail follows */
  #command(line: string, socket: Socket): boolean {
    const verb = line.split(/[ :]/)[0]!.toUpperCase();
    const moment = relayMoments.find((one) => one === verb);
    if (moment && this.#breaks(moment, socket)) return false;
    if (verb === 'QUIT') {
      socket.end('221 bye\r\n');
      return false;
    }
    if (verb === 'DATA') {
      socket.write('354 go on\r\n');
      return true;
    }
    const refusal = verb === 'RCPT' ? this.#refuse?.(line) : undefined;
    socket.write(`${refusal ?? '250 ok'}\r\n`);
    return false;
  }
}
