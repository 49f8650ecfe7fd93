/**
 * Orders two package versions `[epoch:]pkgver[-pkgrel]` as pacman's `vercmp` does: -1 when the first is
 * older, 1 when it is newer, 0 when neither. `pkgrel` counts only when both have one.
 * Source: `alpm_pkg_vercmp` as described in vercmp(8).
 * @example
 * ```ts
 * vercmp('1.10-1', '1.9-2'); // 1
 * vercmp('1:0.1', '2.0'); // 1: the epoch comes first
 * ```
 */
export function vercmp(first: string, second: string): -1 | 0 | 1 {
  if (first === second) return 0;
  const a = splitVersion(asBytes(first));
  const b = splitVersion(asBytes(second));
  const order = compareSegments(a.epoch, b.epoch) || compareSegments(a.version, b.version);
  if (order !== 0 || a.release === undefined || b.release === undefined) return order;
  return compareSegments(a.release, b.release);
}

interface SplitVersion {
  readonly epoch: string;
  readonly version: string;
  readonly release: string | undefined;
}

function splitVersion(text: string): SplitVersion {
  const digits = takeWhile(text, 0, isDigit);
  const hasEpoch = text[digits] === ':';
  const dash = text.lastIndexOf('-');
  const hasRelease = dash >= digits;
  return {
    epoch: (hasEpoch && text.slice(0, digits)) || '0',
    version: text.slice(hasEpoch ? digits + 1 : 0, hasRelease ? dash : undefined),
    release: hasRelease ? text.slice(dash + 1) : undefined,
  };
}

/** The comparison that pacman shares with RPM: runs of digits and letters in turn, separators only counted. */
function compareSegments(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const afterSeparatorA = takeWhile(a, i, isSeparator);
    const afterSeparatorB = takeWhile(b, j, isSeparator);
    const separatorDifference = afterSeparatorA - i - (afterSeparatorB - j);
    i = afterSeparatorA;
    j = afterSeparatorB;
    if (i === a.length || j === b.length) break;
    if (separatorDifference !== 0) return separatorDifference < 0 ? -1 : 1;

    const numeric = isDigit(a, i);
    const isSameClass = numeric ? isDigit : isLetter;
    const endA = takeWhile(a, i, isSameClass);
    const endB = takeWhile(b, j, isSameClass);
    if (endB === j) return numeric ? 1 : -1;
    const order = (numeric ? compareNumbers : compareText)(a.slice(i, endA), b.slice(j, endB));
    if (order !== 0) return order;
    i = endA;
    j = endB;
  }
  return compareRemainders(a, i, { b, j });
}

/** A remainder that begins with a letter is a pre-release and loses; any other remainder wins. */
function compareRemainders(a: string, i: number, { b, j }: { b: string; j: number }): -1 | 0 | 1 {
  if (i === a.length && j === b.length) return 0;
  if (isLetter(a, i)) return -1;
  return i === a.length && !isLetter(b, j) ? -1 : 1;
}

function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return compareText(left, right);
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

type CharacterTest = (text: string, index: number) => boolean;

function takeWhile(text: string, start: number, test: CharacterTest): number {
  let index = start;
  while (index < text.length && test(text, index)) index += 1;
  return index;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function isLetter(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function isSeparator(text: string, index: number): boolean {
  return !isDigit(text, index) && !isLetter(text, index);
}

/** One character a byte: pacman compares bytes of UTF-8, where every byte of a non-ASCII character separates. */
function asBytes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  if (/^[\u0000-\u007f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
