import { unescapeBackslashes } from '../../text/escapes.js';

export interface Conversion {
  readonly text: string;
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly kind: string;
}

export function piecesOf(format: string): (string | Conversion)[] {
  const pattern =
    /%%|%(?<flags>[-+ 0#]*)(?<width>\*|\d{0,4})(?:\.(?<precision>\*|\d{0,4}))?(?<kind>[\s\S])|[^%]+|%/g;
  return [...format.matchAll(pattern)].map(({ 0: text, groups }) => {
    const { flags = '', width = '', precision, kind } = groups ?? {};
    if (text === '%%') return '%';
    if (kind === undefined) return unescapeBackslashes(text, 'format').text;
    return { text, flags, width, precision, kind };
  });
}

/** A conversion with the width and the precision that arguments give. */
export interface Shape {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
}
