import type { Chance } from '../support/chance';

/** What a call goes to. */
export const kinds = ['database', 'smtp', 'http', 'temporal', 'temporal line'] as const;
export type Kind = (typeof kinds)[number];
/** How a call comes to nothing: refused at once, timed out before it was done, or done and then timed out. */
export const hows = ['no', 'late', 'did'] as const;
export type How = (typeof hows)[number];

/** How long a call that times out is waited for, in milliseconds: the product has no shorter time-out, so this is only for the order of things. */
export const timeOutMs = 40;

/** Where every call to the outside comes by, and now and then comes to nothing. */
export class Seam {
  readonly calls = new Map<Kind, number>();
  readonly faults = new Map<string, number>();
  #on = false;

  constructor(
    private readonly by: Chance,
    private readonly rate: number,
  ) {}

  /** From here on calls may come to nothing; before, a scene is built. */
  open(): void {
    this.#on = true;
  }

  close(): void {
    this.#on = false;
  }

  /** @returns how this call comes to nothing; `undefined` when it goes through */
  fault(kind: Kind): How | undefined {
    if (!this.#on) return undefined;
    this.calls.set(kind, (this.calls.get(kind) ?? 0) + 1);
    if (!this.by.happens(this.rate)) return undefined;
    const how = this.by.pick(hows);
    this.note(kind, how);
    return how;
  }

  note(kind: Kind, how: string): void {
    this.faults.set(`${kind} ${how}`, (this.faults.get(`${kind} ${how}`) ?? 0) + 1);
  }
}

export const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
