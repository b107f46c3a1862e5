import { expect, test } from '@jest/globals';
import { refusalOf } from '../../../api/core/problem';
import { isPassing } from '../../../db/core/lost-connection';
import { safeFailure } from '../../../workers/interceptor';

const coded = (code: string): Error => Object.assign(new Error('x'), { code });

test.each([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'].map(coded),
  ...['08006', '40001', '40P01', '53300', '57P01', '57P03', '55P03'].map(coded),
  new Error('Connection terminated unexpectedly'),
  // As knex tells it: the question with its values, then what happened.
  new Error('select * from "person" where "name" = $1 - Connection terminated unexpectedly'),
  new Error('Client has encountered a connection error and is not queryable'),
  Object.assign(new Error('x'), { name: 'KnexTimeoutError' }),
])('a caller is told to come again, and a story does: %s', (error) => {
  expect([isPassing(error), refusalOf(error).code, safeFailure(error).retryable]).toEqual([true, 'unavailable', true]);
});

test.each([
  coded('23505'),
  coded('42P01'),
  coded('EACCES'),
  new Error('x'),
  new Error("insert 'a - Connection terminated unexpectedly' - x"),
])('nobody comes again for %s', (error) => {
  expect([isPassing(error), refusalOf(error).code, safeFailure(error).retryable]).toEqual([false, 'internal_error', false]);
});
