import certification from './da/certification.json';
import core from './da/core.json';
import letters from './da/letters.json';
import records from './da/records.json';
import registerAccounts from './da/register-accounts.json';
import registerLookups from './da/register-lookups.json';
import registerLists from './da/register-lists.json';
import registerOversight from './da/register-oversight.json';
import registerPages from './da/register-pages.json';
import registerParticipation from './da/register-participation.json';
import registerReport from './da/register-report.json';
import registerRules from './da/register-rules.json';

/** Every message in Danish. These files name the keys; the other languages follow. */
export const da = {
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

export type MessageKey = keyof typeof da;
