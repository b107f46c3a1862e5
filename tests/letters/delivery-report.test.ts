import { describe, expect, test } from '@jest/globals';
import { readDeliveryReport } from '../../letters/core/delivery-report';

const messageId = '<01a204ac-1010-715a-9b6d-87803b102e42@frist>';

/** A mail of several parts, each with its type. */
function report(parts: readonly (readonly [type: string, text: string])[], type = 'multipart/report; report-type=delivery-status'): Buffer {
  const head = ['From: Mail Delivery System <mailer-daemon@mx.example>', 'To: no-reply@frist.example', 'MIME-Version: 1.0'];
  const body = parts.flatMap(([of, text]) => ['--b', `Content-Type: ${of}`, '', text]);
  return Buffer.from([...head, `Content-Type: ${type}; boundary="b"`, '', ...body, '--b--', ''].join('\r\n'));
}
const said = ['text/plain', 'It could not be delivered.'] as const;
const status = (
  action: string,
  more = 'Diagnostic-Code: smtp; 550 5.1.1 <anna@firma.example>: no such user',
): readonly [string, string] => [
  'message/delivery-status',
  `Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; anna@firma.example\r\nAction: ${action}\r\nStatus: 5.1.1\r\n${more}\r\n`,
];
const headers = `From: no-reply@frist.example\r\nTo: anna@firma.example\r\nMessage-ID: ${messageId}\r\nSubject: Brev\r\n`;

describe('a report of a letter that failed', () => {
  test.each([
    ['with the letter whole', report([said, status('failed'), ['message/rfc822', `${headers}\r\nKære Anna`]])],
    ['with its headers alone', report([said, status('failed'), ['text/rfc822-headers', headers]])],
    ['without words', report([status('failed'), ['text/rfc822-headers', headers]])],
    ['shouted', report([said, status('FAILED'), ['Message/RFC822', headers]])],
    [
      'in the form for addresses of any script',
      report([said, ['message/global-delivery-status', status('failed')[1]], ['message/global-headers', headers]]),
    ],
  ])('%s names the letter, and what the mail server answered', async (_what, raw) => {
    expect(await readDeliveryReport(raw)).toEqual({ messageId, replyCode: 550 });
  });

  test.each([
    ['of no mail server', 'Diagnostic-Code: X-Notes; 554 relay denied'],
    ['that is none', 'Diagnostic-Code: smtp; no such user'],
    ['that is missing', 'X-Other: 550'],
  ])('with an answer %s has no reply code', async (_what, more) => {
    const raw = report([said, status('failed', more), ['text/rfc822-headers', headers]]);
    expect(await readDeliveryReport(raw)).toEqual({ messageId, replyCode: null });
  });
});

describe('no report of a failure is', () => {
  test.each([
    ['a delay', report([said, status('delayed'), ['text/rfc822-headers', headers]])],
    ['a delivery', report([said, status('delivered'), ['text/rfc822-headers', headers]])],
    ['a receipt of reading', report([said, ['message/disposition-notification', `Original-Message-ID: ${messageId}`]])],
    ['one that does not return the letter', report([said, status('failed')])],
    ['one whose letter has no Message-ID', report([said, status('failed'), ['text/rfc822-headers', 'Subject: Brev\r\n']])],
    ['an answer of a person who quotes it', Buffer.from(`From: anna@firma.example\r\nIn-Reply-To: ${messageId}\r\n\r\nAction: failed\r\n`)],
    ['nothing at all', Buffer.alloc(0)],
    ['anything', Buffer.from([0, 255, 13, 10, 45, 45])],
  ])('%s', async (_what, raw) => {
    expect(await readDeliveryReport(raw)).toBeUndefined();
  });
});
