export type { SigningKeyErrorCode } from './errors.js';
export { isSigningKeyError, SigningKeyError } from './errors.js';
export { readSigningKey, writeSigningKey } from './key-file.js';
export type { PublicKey } from './public-key.js';
export {
  formatPublicKey,
  keyIdOf,
  parsePublicKey,
  publicKeyOf,
  publicKeySchema,
  verifySignature,
} from './public-key.js';
export type { SigningKey } from './signing-key.js';
export { generateSigningKey, parseSigningKey } from './signing-key.js';
