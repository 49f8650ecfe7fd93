/** A place in the text. */
export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** 0-based, in UTF-16 code units from the start of the text. */
  readonly offset: number;
}

/** From `start` up to, not including, `end`. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Something to say about the text. An `error` means makepkg would refuse it, or that it cannot be evaluated. */
export interface Problem {
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly range: Range;
  /** The variable that is not known, for `DYNAMIC` where it is about one. */
  readonly variable?: string;
}

/**
 * What a problem is about. Up to `MISSING_FILE` and at the end they are errors, those that say so are warnings: what
 * makepkg accepts and a reviewer asks about.
 */
export type ProblemCode =
  /** The text is not valid bash. */
  | 'SYNTAX'
  /** A carriage return, which makepkg refuses. */
  | 'CARRIAGE_RETURN'
  /** `pkgname`, `pkgver` or `pkgrel` is missing or empty; a warning for `arch`, with which makepkg goes on. */
  | 'MISSING_FIELD'
  /** A field's value breaks makepkg's rule for it. */
  | 'INVALID_FIELD'
  /** A scalar where an array belongs, or the reverse. */
  | 'WRONG_KIND'
  /** The functions do not fit the package names. */
  | 'PACKAGE_FUNCTION'
  /** A package function sets a field that only the whole recipe has. */
  | 'NOT_OVERRIDABLE'
  /** A field has a value for one architecture and may not have one. */
  | 'ARCH_SPECIFIC'
  /** An array has an element that is empty. */
  | 'EMPTY_ELEMENT'
  /** An entry of `depends` or another field that names packages breaks makepkg's rule for them. */
  | 'INVALID_DEPENDENCY'
  /** `install` or `changelog` names a file that is not in the recipe's folder. */
  | 'MISSING_FILE'
  /** Warning: a git source follows a branch. */
  | 'UNPINNED_SOURCE'
  /** Warning: a source is fetched without encryption. */
  | 'INSECURE_SOURCE'
  /** Warning: the checksum of a download is `SKIP`. */
  | 'SKIPPED_CHECKSUM'
  /** Warning: only weak checksums verify the sources. */
  | 'WEAK_CHECKSUM'
  /** Warning: a source comes from another host than `url` names. */
  | 'FOREIGN_HOST'
  /** Warning: a source uses a variable that nothing sets. */
  | 'UNDEFINED_VARIABLE'
  /** Warning: nothing in the file uses a custom variable. */
  | 'UNUSED_VARIABLE'
  /** The last command's status is not zero, the shell ends, or `set -e`, `-f` or `-u` is left on. */
  | 'FAILED_TO_SOURCE'
  /** A value depends on what neither the text nor the facts say: an error for the required fields, else a warning. */
  | 'DYNAMIC'
  /** A limit of {@link ParseLimits} was reached. */
  | 'LIMIT'
  /** An edit cannot reach a variable: a branch, a loop or other text sets it, or reads it from elsewhere. */
  | 'NOT_EDITABLE';
