import { CodedError, hasErrorMarker } from '@rbee-internal/coded-error';

/** Why a recipe does not fit a machine, or a machine is not known. */
export type ArchErrorCode =
  /** The operating system is neither Linux, macOS nor Windows. Run this on one of them. */
  | 'OS_UNKNOWN'
  /** Arch Linux has no name for the CPU. Pass the architecture yourself if you know that the recipe builds on it. */
  | 'ARCHITECTURE_UNKNOWN'
  /** The recipe's `arch` has neither `any` nor the architecture. Choose another recipe, or add the architecture to it. */
  | 'ARCHITECTURE_UNSUPPORTED'
  /** The sources or checksums depend on something that is only known when the recipe runs. Write the values out, or pass facts to the parser. */
  | 'SOURCES_DYNAMIC'
  /** A source array has no checksum array. Add one with a digest, or `SKIP`, for each source. */
  | 'CHECKSUMS_MISSING'
  /** A checksum array has more or fewer entries than its source array. Give one for each source, in the same order. */
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
