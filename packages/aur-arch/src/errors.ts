import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

export type ArchErrorCode =
  /** Neither Linux, macOS nor Windows. */
  | 'OS_UNKNOWN'
  /** A CPU that Arch has no name for. */
  | 'ARCHITECTURE_UNKNOWN'
  /** The recipe's `arch` has neither `any` nor the architecture. */
  | 'ARCHITECTURE_UNSUPPORTED'
  /** The sources or checksums depend on something that is only known when the recipe runs. */
  | 'SOURCES_DYNAMIC'
  /** A source array without any checksum array. */
  | 'CHECKSUMS_MISSING'
  /** A checksum array with more or fewer entries than its source array. */
  | 'CHECKSUMS_COUNT';

const marker = Symbol.for('@rbee/aur-arch/error');

/** What this package's functions throw. */
export class ArchError extends CodedError<ArchErrorCode> {
  override readonly name = 'ArchError';
  readonly [marker] = true;
}

/** Whether a value is this package's error, whichever copy of the package made it. */
export function isArchError(value: unknown): value is ArchError {
  return hasErrorMarker(value, marker);
}
