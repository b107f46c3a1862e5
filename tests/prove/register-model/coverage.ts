/** Every change of status of `domain.md` 6.5 that somebody can bring about. */
export const transitions = [
  '- -> registering',
  'registering -> in_programme',
  'in_programme -> registering',
  'registering -> ended',
  'in_programme -> ended',
  'ended -> registering',
  'ended -> in_programme',
  'ended -> discharged',
  'discharged -> ended',
] as const;

/** States of look-ups and what does not fit (`domain.md` 6.4), of invitations (6.1) and of reports (6.7). */
export const states = [
  ...['pending', 'found', 'not_found', 'mismatch', 'delayed', 'failed', 'cancelled'].map((state) => `look-up ${state}`),
  ...['man', 'dead', 'ceased'].map((what) => `mismatch ${what}`),
  ...['queued', 'sent', 'opened', 'accepted', 'refused', 'expired', 'revoked'].map((state) => `invitation ${state}`),
  ...['open', 'submitted', 'approved', 'returned'].map((state) => `report ${state}`),
];
/** No report of a relay that a letter came back is read by anybody: whoever hears of it another way corrects the address. */
export const statesOutOfReach = ['invitation bounced'] as const;

/** Warnings (6.4, 6.5), and the tasks that stories open. */
export const signs = [
  'warning age_under_18',
  'warning age_over_55',
  'warning programme_length 24',
  'warning programme_length 36',
  'warning programme_length 48',
  ...['programme_length', 'end_date_missing', 'discharge_missing', 'fields_missing'].map((what) => `task ${what}`),
  ...['lookup_failed', 'lookup_refused', 'letter_refused', 'report_due', 'report_overdue', 'report_submitted', 'report_returned'].map((what) => `task ${what}`),
]; // prettier-ignore

/** The codes of `domain.md` 6 and of numbers in 7, and those of 1.3 that an act of a program can come to. */
export const codes = [
  'already_active', 'age_under_16', 'changed_by_other', 'end_before_start', 'fields_missing', 'id_check_digits', 'id_date', 'id_format', 'id_help_number', 'id_length',
  'id_synthetic_not_allowed', 'invitation_expired', 'invitation_revoked', 'invitation_used', 'must_be_woman', 'name_mismatch', 'not_allowed_in_state', 'not_discharged', 'not_found',
  'not_permitted', 'project_not_running', 'reason_mismatch', 'reason_needed', 'reopen_needed', 'start_before_old_end', 'start_too_far_ahead',
  'unknown_option', 'value_invalid', 'out_of_range', 'email_invalid', 'credentials_wrong', 'password_too_common', 'password_too_short', 'user_name_invalid', 'user_name_taken',
] as const; // prettier-ignore

/** Counts what was come to, by name. */
export type Coverage = Readonly<{ hit(what: string): void; hits(): ReadonlyMap<string, number> }>;

export function createCoverage(): Coverage {
  const counts = new Map<string, number>();
  return { hit: (what) => counts.set(what, (counts.get(what) ?? 0) + 1), hits: () => counts };
}

/** Everything that a large run must come to. */
export const wanted: readonly string[] = [...transitions, ...states, ...signs, ...codes.map((code) => `code ${code}`)];
