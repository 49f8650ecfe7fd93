export { createTufClient } from './create-tuf-client.js';
export type { TufErrorCode } from './errors.js';
export { isTufError, TufError } from './errors.js';
export type {
  SignalOption,
  TufAnswer,
  TufClient,
  TufClientOptions,
  TufRequest,
  TufTarget,
  TufView,
} from './types.js';
