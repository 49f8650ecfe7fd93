import type { IncomingMessage } from 'node:http';
import { DaemonError } from '../errors.js';

/**
 * A request's body. Anything but `application/json` is refused: a page of another origin could send it unasked.
 * @throws DaemonError `NOT_JSON`, `BODY_TOO_LARGE`, `BAD_REQUEST`
 */
export async function readJson(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!/^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i.test(request.headers['content-type'] ?? '')) {
    throw new DaemonError({
      code: 'NOT_JSON',
      message: 'The body must be JSON.',
      hint: 'Send it with "Content-Type: application/json".',
    });
  }
  const text = await readText(request, maxBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DaemonError({ code: 'BAD_REQUEST', message: 'The body is not valid JSON.', path: '', cause });
  }
}

async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A request that is too long still gets its answer: it is not destroyed with the loop.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function tooLarge(maxBytes: number): DaemonError {
  return new DaemonError({
    code: 'BODY_TOO_LARGE',
    message: `The body has more than ${maxBytes} bytes.`,
  });
}
