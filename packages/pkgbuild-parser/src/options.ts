import type {
  CommandFact,
  FileFact,
  HostFacts,
  MakepkgVersion,
  ParseLimits,
  ParseOptions,
  UnameFacts,
} from './types.js';

/** The limits of {@link parsePkgbuild} when you pass none. */
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
  readonly commandFact: (name: string) => CommandFact;
  readonly processors: number | undefined;
  readonly configuration: ReadonlyMap<string, string>;
  readonly osRelease: FileFact;
  readonly fileFact: (name: string) => FileFact;
  readonly folder: ReadonlySet<string> | undefined;
  readonly fileName: string;
  readonly makepkg: MakepkgVersion;
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
  return {
    carch: facts.carch ?? DEFAULT_CARCH,
    environment: new Map(Object.entries(facts.environment ?? {})),
    uname: facts.uname ?? {},
    date: facts.date,
    commandFact: byName(facts.commands),
    processors: facts.processors,
    configuration: new Map(Object.entries(facts.configuration ?? {})),
    osRelease: facts.osRelease,
    fileFact: byName(facts.files),
    folder: facts.folder === undefined ? undefined : new Set(facts.folder),
    fileName: facts.fileName ?? DEFAULT_FILE_NAME,
    makepkg: facts.makepkg ?? '7.1',
  };
}

/** Facts by name, whether they are listed or a function returns them. */
function byName<T>(
  facts: Readonly<Record<string, T>> | ((name: string) => T) | undefined,
): (name: string) => T | undefined {
  if (typeof facts === 'function') return facts;
  const named = new Map(Object.entries(facts ?? {}));
  return (name) => named.get(name);
}

const NO_FACTS: ResolvedFacts = resolveFacts({});

function withoutUndefined(limits: Partial<ParseLimits>): Partial<ParseLimits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
