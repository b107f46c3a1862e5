import certification from './nb/certification.json';
import core from './nb/core.json';
import letters from './nb/letters.json';
import records from './nb/records.json';
import registerAccounts from './nb/register-accounts.json';
import registerLookups from './nb/register-lookups.json';
import registerLists from './nb/register-lists.json';
import registerOversight from './nb/register-oversight.json';
import registerPages from './nb/register-pages.json';
import registerParticipation from './nb/register-participation.json';
import registerReport from './nb/register-report.json';
import registerRules from './nb/register-rules.json';
import type { MessageKey } from './da';

/** Every message in Norwegian bokmål. */
export const nb: Readonly<Record<MessageKey, string>> = {
  ...core,
  ...certification,
  ...letters,
  ...records,
  ...registerAccounts,
  ...registerLookups,
  ...registerLists,
  ...registerOversight,
  ...registerPages,
  ...registerParticipation,
  ...registerReport,
  ...registerRules,
};
