import { ProvisionError, type ProvisionErrorCode } from '../../errors.js';

const CODES = {
  ROOT_INVALID: 'REGISTRY_ROOT_INVALID',
  UNTRUSTED: 'REGISTRY_UNTRUSTED',
  TARGET_ALTERED: 'REGISTRY_UNTRUSTED',
  NOT_SIGNED: 'REGISTRY_UNTRUSTED',
  EXPIRED: 'REGISTRY_EXPIRED',
  ANSWER_INVALID: 'REGISTRY_INVALID',
} as const satisfies Record<string, ProvisionErrorCode>;

/** What the client of signed metadata throws, as this package's error; everything else as it is. */
export function explainTufError(error: unknown, origin: string): unknown {
  const code =
    error instanceof Error && error.name === 'TufError' && 'code' in error ? error.code : undefined;
  if (!(error instanceof Error) || typeof code !== 'string' || !isCode(code)) return error;
  return new ProvisionError({
    code: CODES[code],
    message: `The worker registry at ${origin}: ${error.message}`,
    hint: 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined,
    cause: error,
  });
}

function isCode(code: string): code is keyof typeof CODES {
  return Object.hasOwn(CODES, code);
}
