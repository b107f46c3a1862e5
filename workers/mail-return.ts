import { createTransport } from 'nodemailer';

/** Whoever is written to here has no mailbox: the letter comes back, as from a mail server that takes it and finds out later. For the demo and rehearsal. */
export const returningDomain = 'retur.example';

/** A mail that was taken, and between whom. */
export type TakenMail = Readonly<{ raw: Buffer; sender: string; recipient: string }>;

/** The report that a mail server sends back to the sender of what it cannot deliver (RFC 3464). */
export function undelivered({ raw, sender, recipient }: TakenMail): string {
  const returned = raw.toString('latin1').split(/\r?\n\r?\n/, 1)[0]!;
  const parts: readonly (readonly [type: string, text: string])[] = [
    ['text/plain; charset=us-ascii', 'The mail below could not be delivered: there is no such mailbox.'],
    [
      'message/delivery-status',
      `Reporting-MTA: dns; mx.${returningDomain}\r\n\r\nFinal-Recipient: rfc822; ${recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such mailbox\r\n`,
    ],
    ['text/rfc822-headers', `${returned}\r\n`],
  ];
  return [
    `From: Mail Delivery System <mailer-daemon@mx.${returningDomain}>`,
    `To: ${sender}`,
    'Subject: Undelivered mail returned to sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="returned"',
    '',
    ...parts.flatMap(([type, text]) => ['--returned', `Content-Type: ${type}`, '', text]),
    '--returned--',
    '',
  ].join('\r\n');
}

/** Sends the report to whoever takes reports on a port of this machine; tried again each five seconds, a minute long, for a worker that is being started. */
export async function sendBack(mail: TakenMail, port: number): Promise<void> {
  const relay = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  for (let tries = 1; ; tries += 1) {
    try {
      // A report comes from nobody, so that none is ever reported on.
      await relay.sendMail({ envelope: { from: '', to: mail.sender }, raw: undelivered(mail) });
      return;
    } catch {
      if (tries === 12) return;
      await new Promise((resolve) => setTimeout(resolve, 5_000).unref());
    }
  }
}
