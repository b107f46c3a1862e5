/** The one list of error codes and the status each is answered with (`domain.md` 1.3, 2, 7). Codes are stable: callers branch on them. */
export const statusOf = {
  invalid_request: 400,
  not_signed_in: 401,
  not_permitted: 403,
  certificate_not_valid: 403,
  own_answer: 403,
  second_person_needed: 403,
  not_found: 404,
  method_not_allowed: 405,
  advance_running: 409,
  already_active: 409,
  already_enrolled: 409,
  changed_by_other: 409,
  correction_window_closed: 409,
  deadline_passed: 409,
  import_confirmed: 409,
  late_not_graded: 409,
  material_not_released: 409,
  name_mismatch: 409,
  not_allowed_in_state: 409,
  not_discharged: 409,
  payment_missing: 409,
  reopen_needed: 409,
  round_not_closed: 409,
  round_not_open: 409,
  self_study_not_done: 409,
  snapshot_of_other_version: 409,
  user_name_taken: 409,
  invitation_expired: 410,
  invitation_revoked: 410,
  invitation_used: 410,
  link_expired: 410,
  too_large: 413,
  unsupported_content_type: 415,
  age_under_16: 422,
  answer_empty: 422,
  credentials_wrong: 422,
  cpr_date: 422,
  cpr_format: 422,
  csv_encoding: 422,
  csv_header: 422,
  deadline_not_later: 422,
  email_invalid: 422,
  end_before_start: 422,
  event_before_issue: 422,
  event_id_conflict: 422,
  event_in_future: 422,
  fields_missing: 422,
  id_check_digits: 422,
  id_date: 422,
  id_format: 422,
  id_help_number: 422,
  id_length: 422,
  id_synthetic_not_allowed: 422,
  idempotency_key_reused: 422,
  legacy_after_start: 422,
  must_be_woman: 422,
  no_certificate: 422,
  no_former_certificate: 422,
  not_forward: 422,
  offset_missing: 422,
  out_of_range: 422,
  password_too_common: 422,
  password_too_short: 422,
  project_not_running: 422,
  reason_mismatch: 422,
  reason_needed: 422,
  region_not_in_scheme: 422,
  round_dates_order: 422,
  start_before_old_end: 422,
  start_too_far_ahead: 422,
  too_many_rounds: 422,
  unknown_option: 422,
  unknown_person: 422,
  unknown_region: 422,
  user_name_invalid: 422,
  value_invalid: 422,
  if_match_missing: 428,
  too_many_requests: 429,
  internal_error: 500,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof statusOf;

/** Which field broke which rule; the path is the field's name in the request. */
export type FieldFaults = Readonly<Record<string, string>>;

/** A coded no: nothing was changed. Its message is the code alone, for it may travel to logs and Temporal. */
export class Refusal extends Error {
  readonly fields: FieldFaults | undefined;
  /** Values that belong to the answer itself (both versions of a conflict, seconds to wait); never logged. */
  readonly details: Readonly<Record<string, unknown>> | undefined;
  constructor(
    readonly code: ErrorCode,
    more: { fields?: FieldFaults; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code);
    this.name = 'Refusal';
    this.fields = more.fields;
    this.details = more.details;
  }

  get status(): number {
    return statusOf[this.code];
  }
}

/** Refuses with `code` unless the condition holds. */
export function refuseUnless(condition: boolean, code: ErrorCode, fields?: FieldFaults): asserts condition {
  if (!condition) throw new Refusal(code, fields ? { fields } : {});
}
