import { createHmac } from 'node:crypto';

/** What a client makes up, so that an earlier answer is of no use. */
const NONCE = /^[A-Za-z0-9_-]{16,128}$/;

export function isNonce(text: string): boolean {
  return NONCE.test(text);
}

export interface Challenge {
  /** As the client made it up. */
  readonly nonce: string;
  /** The `Host` of the client's request: the question cannot be handed on to a daemon under another address. */
  readonly host: string;
}

/** What only who knows the token can answer. It tells nothing of the token. */
export function proofOf(token: string, { nonce, host }: Challenge): string {
  return createHmac('sha256', token)
    .update(`rbee-hive proof\n${host.toLowerCase()}\n${nonce}`)
    .digest('base64url');
}
