import { type Dependency, satisfies } from '@rbee/pkgbuild-parser';
import type { Finding, Machine, Probe } from '../machine/machine.js';
import { probeText } from '../machine/machine.js';
import { installCommandFor } from './install-command.js';
import type { Alternatives, NeedRow } from './table/need-row.js';
import { packagesIn, rowOf } from './table/row-of.js';
import type { FindNeedsOptions, Need, NeedState, NeedsReport, RecipeDependencies } from './types.js';
import { type Wanted, wantedBy } from './wanted.js';

/**
 * Says which of a recipe's dependencies a machine has: by command, `pkg-config` module, shared library, header, Python
 * module or native package, whichever shows it. Nothing is installed.
 *
 * @throws the signal's reason
 * @example
 * const machine = await openMachine({ host, env: { PATH: '/usr/bin' } });
 * const { missing, command } = await findNeeds({ makedepends: ['cmake', 'ninja'], builds: true }, { machine });
 */
export async function findNeeds(
  recipe: RecipeDependencies,
  { machine, signal }: FindNeedsOptions,
): Promise<NeedsReport> {
  signal?.throwIfAborted();
  const builds = recipe.builds ?? false;
  const lookups = wantedBy(recipe).map((wanted) => lookupOf(wanted, { machine, builds }));
  const found = await machine.find(withoutRepeats(lookups.flatMap(probesOf)), { signal });
  signal?.throwIfAborted();
  const needs = lookups.map((lookup) => needOf(lookup, found));
  const missing = needs.filter(({ state }) => state === 'missing' || state === 'outdated');
  const command = installCommandFor(missing, machine);
  return {
    machine: machine.name,
    family: machine.family,
    needs,
    missing,
    unknown: needs.filter(({ state }) => state === 'unknown'),
    ...(command !== undefined && { command }),
  };
}

/** What to look for, for one dependency. */
interface Lookup extends Wanted {
  /** Whether something is known of the name. */
  readonly known: boolean;
  /** It is there when each of these is, in one of its forms. */
  readonly signs: readonly Alternatives[];
  /** It is there too when all of these are. */
  readonly packages: readonly string[];
  /** The operating system brings it. */
  readonly ofSystem: boolean;
}

/** On Arch `python` is version 3; elsewhere another package gives it that name. */
const PYTHON_COMMAND: NeedRow = {
  name: 'python',
  run: [[{ kind: 'command', name: 'python' }]],
  build: [[{ kind: 'command', name: 'python' }]],
  packages: {
    dpkg: { run: ['python-is-python3'], build: ['python-is-python3'] },
    rpm: { run: ['python-unversioned-command'], build: ['python-unversioned-command'] },
    apk: { run: ['python3'], build: ['python3'] },
    brew: { run: ['python'], build: ['python'] },
  },
};

function isRunAsPython({ dependency, kinds }: Wanted): boolean {
  return dependency.name === 'python' && kinds.includes('base-devel');
}

function lookupOf(
  wanted: Wanted,
  { machine, builds }: { readonly machine: Machine; readonly builds: boolean },
): Lookup {
  const { name, operator } = wanted.dependency;
  const row = isRunAsPython(wanted) ? PYTHON_COMMAND : rowOf(name);
  const native = machine.family === 'pacman';
  const use = builds || wanted.kinds.some((kind) => kind !== 'depends') ? 'build' : 'run';
  const packages = row === undefined ? [] : packagesIn(row, machine.family)[use];
  const signs = row?.[use] ?? guesses(name);
  const versioned = operator !== undefined;
  return {
    ...wanted,
    known: row !== undefined || native,
    signs: versioned ? signs.map((forms) => forms.map((probe) => ({ ...probe, versioned }))) : signs,
    packages: packages === 'system' ? [] : packages,
    ofSystem: packages === 'system',
  };
}

/** How something of an unknown name may show itself. */
function guesses(name: string): Alternatives[] {
  return [
    [
      { kind: 'command', name },
      { kind: 'module', name },
      { kind: 'package', name },
    ],
  ];
}

function probesOf({ signs, packages }: Lookup): Probe[] {
  return [...signs.flat(), ...packages.map((name) => ({ kind: 'package', name }) as const)];
}

function needOf(lookup: Lookup, found: ReadonlyMap<string, Finding>): Need {
  const { dependency, kinds, ofSystem } = lookup;
  const findings = findingsOf(lookup, found);
  const state = stateOf(lookup, findings);
  const finding = findings?.find(({ version }) => version !== undefined) ?? findings?.[0];
  return {
    dependency: dependency.expression,
    name: dependency.name,
    kinds,
    state,
    ...(finding !== undefined && { found: finding }),
    ...(ofSystem && { ofSystem }),
    packages:
      state === 'missing' ? lookup.packages.filter((name) => !isInstalled(name, found)) : lookup.packages,
  };
}

function isInstalled(name: string, found: ReadonlyMap<string, Finding>): boolean {
  return found.has(probeText({ kind: 'package', name }));
}

/** What shows that it is there; undefined when it is not, empty when it cannot be looked for. */
function findingsOf(
  { signs, packages, ofSystem }: Lookup,
  found: ReadonlyMap<string, Finding>,
): readonly Finding[] | undefined {
  const installed = packages.flatMap((name) => found.get(probeText({ kind: 'package', name })) ?? []);
  if (packages.length > 0 && installed.length === packages.length) return installed;
  // A Mac has libraries and headers in no file of that name.
  const visible = ofSystem ? signs.filter((forms) => forms.some(({ kind }) => kind === 'command')) : signs;
  const shown = visible.flatMap((forms) => firstOf(forms, found) ?? []);
  return shown.length === visible.length ? shown : undefined;
}

function firstOf(forms: Alternatives, found: ReadonlyMap<string, Finding>): Finding | undefined {
  return forms.map((probe) => found.get(probeText(probe))).find((finding) => finding !== undefined);
}

function stateOf({ dependency, known }: Lookup, findings: readonly Finding[] | undefined): NeedState {
  if (findings === undefined) return known ? 'missing' : 'unknown';
  const versions = findings.flatMap(({ version }) => version ?? []);
  if (versions.length === 0) return 'present';
  return versions.some((version) => accepts(dependency, version)) ? 'present' : 'outdated';
}

function accepts(dependency: Dependency, version: string): boolean {
  return satisfies({ name: dependency.name, version }, dependency);
}

function withoutRepeats(probes: readonly Probe[]): Probe[] {
  // A probe that asks for the version comes last, and stays.
  const ordered = [...probes].sort((a, b) => Number(a.versioned ?? false) - Number(b.versioned ?? false));
  return [...new Map(ordered.map((probe) => [probeText(probe), probe])).values()];
}
