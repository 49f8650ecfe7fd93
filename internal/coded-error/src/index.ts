/** What one of our errors is made from. */
export interface CodedErrorInit<Code extends string> {
  /** What went wrong, from the package's closed union of codes. */
  readonly code: Code;
  /** What failed, on what, and what was expected: one sentence. */
  readonly message: string;
  /** What the person can do about it: one sentence. */
  readonly hint?: string | undefined;
  /** The lower error that led here. */
  readonly cause?: unknown;
}

/**
 * The base of each package's one error class. It is inlined into every package at build, so two packages
 * never share a class: each class carries a `Symbol.for` marker, and {@link hasErrorMarker} recognises it.
 */
export abstract class CodedError<Code extends string> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;

  constructor(init: CodedErrorInit<Code>) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = init.code;
    this.hint = init.hint;
  }
}

/** Whether `value` is an error that carries `marker`. */
export function hasErrorMarker(value: unknown, marker: symbol): boolean {
  return value instanceof Error && marker in value;
}

/** The text of anything that was thrown, for use inside another message. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether `thrown` is a system error with this code, such as `ENOENT`. */
export function isSystemError(thrown: unknown, ...codes: string[]): boolean {
  return thrown instanceof Error && 'code' in thrown && codes.includes(String(thrown.code));
}

/** What Node throws when the operating system refuses something. */
export type SystemError = Error & { readonly code: unknown; readonly syscall: unknown };

/** Whether the operating system refused something: `thrown` says which call, and has a code such as `ENOSPC`. */
export function isFromSystem(thrown: unknown): thrown is SystemError {
  return thrown instanceof Error && 'syscall' in thrown && 'code' in thrown;
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'Free some disk space.'],
  ['EDQUOT', 'Free some of your disk quota.'],
  ['EACCES', 'Give yourself permission to read and write the folder.'],
  ['EPERM', 'Give yourself permission to read and write the folder.'],
  ['EROFS', 'The file system is read-only: choose another folder or mount it writable.'],
  ['EXDEV', 'Keep the folder with all that is in it on one file system.'],
  ['EBUSY', 'Something else uses it, such as a mount or a running program: end that first.'],
  ['EMFILE', 'Let the process open more files: see ulimit -n.'],
]);

/** What to do about a system error, where that can be told. */
export function hintForSystemError(thrown: unknown): string | undefined {
  return isFromSystem(thrown) ? HINTS.get(String(thrown.code)) : undefined;
}
