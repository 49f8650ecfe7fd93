import { createHash } from 'node:crypto';
import { OciError } from './errors.js';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Whether a text is a SHA-256 digest as OCI writes it: the only algorithm that is accepted. */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** `sha256:` and the hex digits of some bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** @throws OciError `DIGEST_MISMATCH` */
export function requireDigest(found: string, expected: string, what: string): void {
  if (found === expected) return;
  throw new OciError({
    code: 'DIGEST_MISMATCH',
    message: `${what} has the digest ${found}, not ${expected}.`,
    hint: 'It was changed or damaged on its way: do not use this store before you know why.',
  });
}
