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

export type ProblemCode =
  /** The text is no valid bash. */
  | 'SYNTAX'
  /** A carriage return, which makepkg refuses. */
  | 'CARRIAGE_RETURN'
  /** `pkgname`, `pkgver`, `pkgrel` or `arch` is missing or empty. */
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
  /** A git source that follows a branch. */
  | 'UNPINNED_SOURCE'
  /** A source that is fetched without encryption. */
  | 'INSECURE_SOURCE'
  /** A download whose checksum is `SKIP`. */
  | 'SKIPPED_CHECKSUM'
  /** Sources that only a weak checksum verifies. */
  | 'WEAK_CHECKSUM'
  /** A source from another host than `url` names. */
  | 'FOREIGN_HOST'
  /** A variable that a source uses is not set. */
  | 'UNDEFINED_VARIABLE'
  /** A custom variable that nothing in the file uses. */
  | 'UNUSED_VARIABLE'
  /** The last command's status is not zero: makepkg says "Failed to source". */
  | 'FAILED_TO_SOURCE'
  /** A value depends on something that cannot be known from the text and the facts. */
  | 'DYNAMIC'
  /** A limit of {@link ParseLimits} was reached. */
  | 'LIMIT';
