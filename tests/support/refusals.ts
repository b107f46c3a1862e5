import { Refusal, type ErrorCode, type FieldFaults } from '../../domain/core/errors';

/** The code that something is refused with; `undefined` when it is done. */
export function refusalBy(work: () => unknown): ErrorCode | undefined {
  return caught(work)?.code;
}

/** The fields that a refusal names. */
export function faultsOf(work: () => unknown): FieldFaults | undefined {
  return caught(work)?.fields;
}

/** As `refusalBy`, for what takes time. */
export async function refusalOfAsync(work: Promise<unknown>): Promise<ErrorCode | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

function caught(work: () => unknown): Refusal | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
