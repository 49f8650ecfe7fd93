import type { ParseLimits, ParseOptions } from './types.js';

/** The limits of {@link parsePkgbuild} when none are handed in. */
export const DEFAULT_PARSE_LIMITS: ParseLimits = Object.freeze({
  inputLength: 1_000_000,
  steps: 1_000_000,
  words: 100_000,
  valueLength: 1_000_000,
  depth: 100,
});

/** What `makepkg` takes for the architecture when nothing else is said. */
const DEFAULT_CARCH = 'x86_64';

export interface ResolvedOptions {
  readonly carch: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly limits: ParseLimits;
}

/** Applies the defaults once; the caller's object is not written to. */
export function resolveOptions({ facts, limits }: ParseOptions = {}): ResolvedOptions {
  return {
    carch: facts?.carch ?? DEFAULT_CARCH,
    environment: new Map(Object.entries(facts?.environment ?? {})),
    limits: { ...DEFAULT_PARSE_LIMITS, ...withoutUndefined(limits ?? {}) },
  };
}

function withoutUndefined(limits: Partial<ParseLimits>): Partial<ParseLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
