import { registerRuleDefinitions } from '../../domain/register/rules';
import type { PlainDate } from '../../domain/core/calendar';
import { clock } from '../../db/core/clock';
import { addRuleSetting, ruleBook } from '../../db/core/rules';
import type { Trx } from '../../db/core/transaction';

/** Before anything began, so that it holds on whichever day a rehearsal starts. */
const validFrom: PlainDate = '2000-01-01';

/**
 * Lets synthetic national numbers in, which a demo and a rehearsal use alone (`domain.md` 1.2): the value of the rule `fnr.allowSynthetic`, set like any other
 * and seen on its page. Set once; whoever turns it off later keeps it off.
 */
export async function allowSyntheticNumbers(trx: Trx, setBy: string): Promise<void> {
  const { key } = registerRuleDefinitions.allowSynthetic;
  if ((await ruleBook(trx)).settings.some((setting) => setting.key === key)) return;
  await addRuleSetting(trx, { key, value: 'on', validFrom, setBy, setAt: await clock(trx), moves: false, reason: 'demo' });
}
