import type { Host } from '@rbee/aur-arch';
import { analyzePkgbuild, type FunctionAnalysis, type Problem, parsePkgbuild } from '@rbee/pkgbuild-parser';

/**
 * A PKGBUILD as a reviewer reads it, found out without running it, in plain data. All of it is foreign text: it may
 * hold anything, control characters and markup included.
 */
export interface PkgbuildReport {
  readonly text: string;
  /** What runs whenever a shell reads it. */
  readonly topLevel: FunctionReport;
  /** In the order in which they stand. */
  readonly functions: readonly FunctionReport[];
  /** Files whose functions pacman would run as root; they are never run here. */
  readonly installScriptlets: readonly string[];
  /** What makepkg would refuse or lint warns of, on this architecture. */
  readonly problems: readonly PkgbuildProblem[];
}

/** What a function does that a reviewer asks about. */
export interface FunctionReport extends Omit<FunctionAnalysis, 'commands'> {
  /** The commands run, and how often each is written. */
  readonly commands: readonly { readonly name: string; readonly count: number }[];
}

/** What makepkg would refuse, or lint warns of. */
export type PkgbuildProblem = Pick<Problem, 'severity' | 'message' | 'range'> & {
  /** As `@rbee/pkgbuild-parser` names it. */
  readonly code: string;
};

/** Reports any text, also one that is not a PKGBUILD. */
export function reportPkgbuild(text: string, { architecture }: Pick<Host, 'architecture'>): PkgbuildReport {
  const { topLevel, functions, installScriptlets } = analyzePkgbuild(text);
  const { problems } = parsePkgbuild(text, { facts: { carch: architecture } });
  return {
    text,
    topLevel: asPlainData(topLevel),
    functions: [...functions.values()].map(asPlainData),
    installScriptlets,
    problems: problems.map(({ code, severity, message, range }) => ({ code, severity, message, range })),
  };
}

function asPlainData({ commands, ...analysis }: FunctionAnalysis): FunctionReport {
  return { ...analysis, commands: Array.from(commands, ([name, count]) => ({ name, count })) };
}
