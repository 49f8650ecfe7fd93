import { randomUUID } from 'node:crypto';

/** A form with one file as its field `file`, as `curl -F file=@…` sends it. */
export function multipartFile(name: string, bytes: Uint8Array) {
  const boundary = `rbee-${randomUUID()}`;
  const quoted = name.replace(/["\r\n]/g, '_');
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
