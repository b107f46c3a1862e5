import PostalMime from 'postal-mime';

/** What a report says of a letter that was not delivered. `replyCode` is the last mail server's, where it is told. */
export type DeliveryFailure = Readonly<{ messageId: string; replyCode: number | null }>;

const statusTypes: readonly string[] = ['message/delivery-status', 'message/global-delivery-status'];
const returnedTypes: readonly string[] = ['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers'];

/**
 * Reads a report of a mail server (RFC 3464): that a letter failed for good, and which one. Whatever else comes to the address of reports is none: delays,
 * receipts, answers of people and of machines.
 */
export async function readDeliveryReport(raw: Uint8Array): Promise<DeliveryFailure | undefined> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' }).catch(() => undefined);
  const part = (types: readonly string[]): string | undefined => {
    const content = mail?.attachments.find(({ mimeType }) => types.includes(mimeType.toLowerCase()))?.content;
    return typeof content === 'string' ? content : undefined;
  };
  const [status, returned] = [part(statusTypes), part(returnedTypes)];
  if (!status || !returned || !/^action:[ \t]*failed[ \t]*\r?$/im.test(status)) return undefined;
  const { messageId } = await PostalMime.parse(returned);
  const [, reply] = /^diagnostic-code:[ \t]*smtp;[ \t]*([45]\d\d)\b/im.exec(status) ?? [];
  return messageId ? { messageId, replyCode: reply ? Number(reply) : null } : undefined;
}
