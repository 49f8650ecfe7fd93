import type { ResolvedOptions } from '../options.js';
import { createFacts } from './state/facts.js';
import { type Interpreter, OWN_ARGUMENTS, type Shell } from './state/shell.js';
import type { Scope, Value, Variable } from './state/variables/variable.js';

/** Written out without spreading: every access to a shell is faster for it. */
export function createShell(
  interpreter: Interpreter,
  source: string,
  { facts: host, limits }: ResolvedOptions,
): Shell {
  return {
    interpreter,
    limits,
    source,
    budget: { steps: limits.steps, depth: 0, subshells: 0 },
    facts: createFacts(host, host.environment.size > 0 || source.includes('CARCH')),
    settings: { flags: new Set() },
    scopes: [initialScope(host.carch, host.environment), new Map()],
    functions: new Map(),
    doubtfulFunctions: new Map(),
    anything: undefined,
    positional: OWN_ARGUMENTS,
    status: 0,
    substitutionStatus: undefined,
    output: undefined,
    errors: undefined,
    isSubshell: false,
    loops: 0,
    ignoresFailures: false,
    ignoresInSubstitutions: false,
    localFlags: undefined,
    exitTrap: undefined,
    input: undefined,
    origin: undefined,
  };
}

function initialScope(carch: string, environment: ReadonlyMap<string, string>): Scope {
  const scope: Scope = new Map(GIVEN);
  for (const [name, value] of environment) scope.set(name, given(value, name === 'startdir'));
  scope.set('CARCH', given(carch));
  return scope;
}

function given(value: Value, readonly = false): Variable {
  return { value, readonly, place: undefined, attribute: undefined };
}

/** What makepkg itself has set when it reads the file. */
const GIVEN: readonly (readonly [string, Variable])[] = [
  ['IFS', given(' \t\n')],
  ['srcdir', given('')],
  ['pkgdir', given('')],
  ['BUILDSCRIPT', given('PKGBUILD', true)],
];
