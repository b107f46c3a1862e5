/** One part of a form as it goes over the wire, its name as hostile as a test wants it. */
export type Part = Readonly<{ field: string; fileName?: string; content: Buffer | string; contentType?: string }>;

const boundary = '----frist-test-boundary';

/** A multipart body written by hand, for names that no browser would send. */
export function multipart(parts: readonly Part[]): Readonly<{ body: Uint8Array; headers: Readonly<Record<string, string>> }> {
  const pieces = parts.flatMap(({ field, fileName, content, contentType }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${field}"${fileName === undefined ? '' : `; filename="${fileName}"`}\r\n${
        fileName === undefined ? '' : `Content-Type: ${contentType ?? 'application/octet-stream'}\r\n`
      }\r\n`,
    ),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return {
    body: new Uint8Array(Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}
