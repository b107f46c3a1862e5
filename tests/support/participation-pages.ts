import type { Locator, Page } from 'playwright-core';
import { createParticipation, saveFields } from '../../api/register/participation-commands';
import { demoIdentities } from '../../api/core/demo';
import { personByEmail } from '../../db/core/people';
import { rows } from '../../db/core/columns';
import { Site } from './browser';
import { womanNumber } from './norwegian-numbers';
import { as } from './people';

/** A row of participations, column by column. */
export type Stored = Readonly<Record<string, string | number | null>>;

/** Where a participation's page is. */
export const pathOf = (id: string, part = ''): string => `/register/participations/${id}${part}`;

export const line = (page: Page): Locator => page.locator('[data-save-line]');
export const says = (page: Page, text: string | RegExp): Promise<void> => line(page).filter({ hasText: text }).waitFor();
export const frame = (page: Page, field: string): Locator => page.locator(`[data-autosave-field="${field}"]`);
export const stateOf = (page: Page, field: string): Locator => frame(page, field).locator('[data-save-state]');

/** Types into a field and leaves it, as one does. */
export async function type(field: Locator, value: string): Promise<void> {
  await field.fill(value);
  await field.blur();
}

/** Lets a page lose the first answer that is like this, on its way back: the server has carried out what was asked. */
export async function loseAnswer(page: Page, like: string): Promise<void> {
  await page.addInitScript(`{
    const real = window.fetch;
    window.fetch = async (...asked) => {
      const answer = await real(...asked);
      if (window.lost || !(${like})) return answer;
      window.lost = true;
      throw new TypeError('lost');
    };
  }`);
}

/** The four pages of a participation, as a municipal user of the demo has them. */
export class ParticipationPages {
  #made = 0;
  private constructor(
    readonly site: Site,
    /** The municipal user. */
    readonly nina: string,
  ) {}

  static async open(): Promise<ParticipationPages> {
    const site = await Site.open({ now: '2026-04-20T08:00:00.000Z' });
    return new ParticipationPages(site, (await personByEmail(site.stage.db, demoIdentities['municipality-user']))!.personId);
  }

  /** A page of hers. */
  async page(options: object = {}): Promise<Page> {
    return this.site.signedIn(demoIdentities['municipality-user'], { locale: 'nb-NO', ...options });
  }

  /** A national id that nobody here has yet. */
  number(): string {
    return womanNumber(12, 3, 85, (this.#made += 1));
  }

  async stored(id: string): Promise<Stored> {
    return (await rows<Stored>(this.site.stage.db.raw('select * from participation where id = ?', [id])))[0]!;
  }

  /** A participation with the mandatory fields, and these. @returns its id */
  async participant(more: Readonly<Record<string, unknown>> = {}, nationalId = this.number()): Promise<string> {
    const context = await as(this.site.stage.db, this.nina);
    const wanted = { nationalId, startOn: '2026-02-02', municipality: '0301', financing: 'municipal_funds' };
    const { participationId } = (await createParticipation(context, wanted)).participation;
    if (Object.keys(more).length > 0) await saveFields(context, participationId, 1, more);
    return participationId;
  }

  /** Waits until the server has what was typed. */
  async arrives(id: string, column: string, value: unknown): Promise<void> {
    await this.site.stage.until(`${column} is ${String(value)}`, async () => (await this.stored(id))[column] === value);
  }

  close(): Promise<void> {
    return this.site.close();
  }
}
