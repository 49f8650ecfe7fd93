import { licenseOriginOf } from '../catalog/license-origin.js';

/** What is known of a failure: its code, the hint for callers of a library or of the daemon, and what it is about. */
export interface HintedFailure {
  readonly code: string;
  readonly hint?: string | undefined;
  /** Of `LICENSE_ORIGIN_UNTRUSTED`. */
  readonly origins?: readonly string[] | undefined;
  /** Of a function of a recipe: which one failed. */
  readonly phase?: string | undefined;
  /** Of `PROGRAM_AMBIGUOUS`: the programs of the package. */
  readonly candidates?: readonly string[] | undefined;
}

/** What a user of the command line does about a failure; where there is no other way, what its own hint says. */
export function commandHint(failure: HintedFailure): string | undefined {
  const own = Object.hasOwn(HINTS, failure.code) ? HINTS[failure.code]?.(failure) : undefined;
  return own ?? failure.hint;
}

type Hint = (failure: HintedFailure) => string | undefined;

const HINTS: Readonly<Record<string, Hint>> = {
  FUNCTION_FAILED: functionHint,
  SOURCE_FAILED: ({ hint }) =>
    hint?.replace('Its last lines of output are in lastLines.', 'Its last lines are shown above.'),
  SANDBOX: ({ hint }) =>
    hint?.replace(
      'Or run without a sandbox: sandbox: "prefer".',
      'Or run without a sandbox: --sandbox prefer.',
    ),
  LIMIT: ({ hint }) =>
    hint?.startsWith('Raise limits.memoryBytes')
      ? 'Build with fewer compilers at a time, such as --jobs 1.'
      : 'The recipe does more than a build may do; ask its maintainer.',
  NEEDS_MISSING: ({ hint }) => withFlag(hint, '--ignore-missing builds without them.'),
  HARDWARE_UNSUPPORTED: ({ hint }) => hint?.replace('or set ignoreMissing to', 'or add --ignore-missing to'),
  NETWORK_NEEDED: () =>
    'Allow it with --network PHASE for each of these phases; rbee-hive explain lists what it would reach.',
  NOT_EVALUATED: ({ hint }) => withFlag(hint, '--evaluate evaluates it in a sandbox.'),
  PROGRAM_AMBIGUOUS: programHint,
  EXECUTABLE_NOT_FOUND: ({ hint }) => withFlag(hint, 'Or name the program with --program PATH.'),
  REGISTRY_UNSIGNED: () =>
    'Trust its root.json: rbee-hive registry trust ROOT --url URL. Or take what a server that answers in its place says: --allow-unsigned.',
  RECIPE_CHANGED: () => 'Raise pkgver in the PKGBUILD, or replace what is installed with --force.',
  CPU_ON_GPU_HOST: () => 'To use the CPU, add --allow-cpu; rbee-hive explain says what each variant needs.',
  NO_USABLE_VARIANT: () => 'rbee-hive explain says what each variant needs.',
  LOCK_MISMATCH: () => 'If the change is wanted, install without --locked, then run rbee-hive lock.',
  LOCK_INVALID: () => 'Restore the lockfile from version control, or write it again with rbee-hive lock.',
  BUSY: ({ hint }) => (hint === undefined ? undefined : withFlag(hint, 'Without --no-wait it waits.')),
  LICENSE_ORIGIN_UNTRUSTED: trustHint,
  LICENSE_REQUIRED: () =>
    'Put the token that you were given into a file of mode 0600, and its path into RBEE_LICENSE_TOKEN_FILE.',
  RUNNING: () => 'Stop its processes first: rbee-hive ps lists them, and rbee-hive stop ends one.',
  WORKER_CHANGED: () =>
    'If you did not change it, find out who did. Then rbee-hive install it again with --force, or rbee-hive remove it.',
  LAUNCH_INCOMPLETE: () => 'Name it with --model FILE, or let rbee-hive run MODEL do all of it.',
  INVALID_OPERATION: () => 'Correct it; rbee-hive COMMAND --help says what can be given. Nothing was done.',
};

function withFlag(hint: string | undefined, flag: string): string {
  return hint === undefined ? flag : `${hint} ${flag}`;
}

/** The executor's hint names its own options; what it says of refused servers is kept. */
function functionHint({ hint = '', phase = 'PHASE' }: HintedFailure): string {
  const [refused] = /It asked for servers that it may not reach: .*/s.exec(hint) ?? [];
  const isGuarded = hint.includes('It ran in a sandbox');
  return [
    'Its last lines are shown above.',
    refused,
    isGuarded &&
      `It may reach servers with --network ${phase}, or --network ${phase} --allow-host HOST; without a sandbox it runs with --sandbox off.`,
  ]
    .filter(Boolean)
    .join(' ');
}

const SHOWN_CANDIDATES = 20;

function programHint({ candidates = [], hint }: HintedFailure): string | undefined {
  if (candidates.length === 0)
    return withFlag(hint, '--program PATH names it, and finishes without a rebuild.');
  const more = candidates.length - SHOWN_CANDIDATES;
  return [
    'Run the same command again with one of these within ten minutes, and nothing is rebuilt:',
    ...candidates.slice(0, SHOWN_CANDIDATES).map((candidate) => `--program ${candidate}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}

function trustHint({ origins = [] }: HintedFailure): string | undefined {
  const trustable = origins.filter((origin) => licenseOriginOf(origin) === origin);
  if (origins.length > 0 && trustable.length === 0) return undefined;
  const commands = trustable.map((origin) => `rbee-hive license trust ${origin}`);
  return `If it may have your token: ${commands.join(' && ') || 'rbee-hive license trust ORIGIN'}. For this time only: --trust-license-origin.`;
}
