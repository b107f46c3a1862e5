import certification from './en/certification.json';
import core from './en/core.json';
import letters from './en/letters.json';
import records from './en/records.json';
import registerAccounts from './en/register-accounts.json';
import registerLookups from './en/register-lookups.json';
import registerLists from './en/register-lists.json';
import registerOversight from './en/register-oversight.json';
import registerPages from './en/register-pages.json';
import registerParticipation from './en/register-participation.json';
import registerReport from './en/register-report.json';
import registerRules from './en/register-rules.json';
import type { MessageKey } from './da';

/** Every message in English. */
export const en: Readonly<Record<MessageKey, string>> = {
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
