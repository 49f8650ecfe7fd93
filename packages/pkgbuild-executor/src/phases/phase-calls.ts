import path from 'node:path';
import type { ResolvedOptions } from '../options.js';
import type { Phase } from './phase.js';

/** The phases of makepkg's own process, in its order; the functions have the same names. */
const SHARED_PHASES = ['verify', 'prepare', 'pkgver', 'build', 'check'] as const;

/** One function to call. */
export interface PhaseCall {
  readonly phase: Phase;
  readonly functionName: string | undefined;
  /** Its working directory. */
  readonly folder: string;
  readonly package?: string;
  readonly pkgDir?: string;
}

/** The functions that share one bash: what is defined and allowed, in makepkg's order. */
export function sharedCalls(options: ResolvedOptions): PhaseCall[] {
  return SHARED_PHASES.filter(
    (phase) => options.functions.includes(phase) && options.phases.includes(phase),
  ).map((phase) => ({
    phase,
    functionName: phase,
    folder: phase === 'verify' ? options.startDir : options.srcDir,
  }));
}

/** A package and its function, if it has one. */
export interface PackageCall extends PhaseCall {
  readonly name: string;
  readonly package: string;
  readonly pkgDir: string;
}

/** The packages in their order. */
export function packageCalls(options: ResolvedOptions): PackageCall[] {
  return options.pkgnames.map((name) => ({
    phase: 'package',
    name,
    functionName: packageFunction(name, options),
    folder: options.srcDir,
    package: name,
    pkgDir: path.join(options.pkgDir, name),
  }));
}

/** The package function: `package_<name>`, or `package` where there is one package. */
function packageFunction(name: string, options: ResolvedOptions): string | undefined {
  const candidates = options.pkgnames.length === 1 ? ['package', `package_${name}`] : [`package_${name}`];
  return candidates.find((candidate) => options.functions.includes(candidate));
}
