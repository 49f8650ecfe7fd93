import type { FileFact, HostFacts, ParseLimits, ParseOptions, UnameFacts } from './types.js';

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

/** What makepkg reads when nothing else is said. */
const DEFAULT_FILE_NAME = 'PKGBUILD';

/** {@link HostFacts} with defaults, looked up by name. */
export interface ResolvedFacts {
  readonly carch: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly uname: UnameFacts;
  readonly date: Date | undefined;
  readonly commands: ReadonlyMap<string, string | boolean>;
  readonly fileFact: (name: string) => FileFact;
  readonly folder: ReadonlySet<string> | undefined;
  readonly fileName: string;
}

export interface ResolvedOptions {
  readonly facts: ResolvedFacts;
  readonly limits: ParseLimits;
}

/** Applies the defaults once; the caller's object is not written to. */
export function resolveOptions({ facts, limits }: ParseOptions = {}): ResolvedOptions {
  return {
    facts: facts === undefined ? NO_FACTS : resolveFacts(facts),
    limits:
      limits === undefined ? DEFAULT_PARSE_LIMITS : { ...DEFAULT_PARSE_LIMITS, ...withoutUndefined(limits) },
  };
}

function resolveFacts(facts: HostFacts): ResolvedFacts {
  const { files } = facts;
  const named = new Map(typeof files === 'object' ? Object.entries(files) : []);
  return {
    carch: facts.carch ?? DEFAULT_CARCH,
    environment: new Map(Object.entries(facts.environment ?? {})),
    uname: facts.uname ?? {},
    date: facts.date,
    commands: new Map(Object.entries(facts.commands ?? {})),
    fileFact: typeof files === 'function' ? files : (name) => named.get(name),
    folder: facts.folder === undefined ? undefined : new Set(facts.folder),
    fileName: facts.fileName ?? DEFAULT_FILE_NAME,
  };
}

const NO_FACTS: ResolvedFacts = resolveFacts({});

function withoutUndefined(limits: Partial<ParseLimits>): Partial<ParseLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
