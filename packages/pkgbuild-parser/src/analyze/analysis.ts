import type { Range } from '../problems/problem.js';

/** What a recipe does, as far as its text shows. */
export interface Analysis {
  /** What runs whenever the recipe is read by a shell. */
  readonly topLevel: FunctionAnalysis;
  readonly functions: ReadonlyMap<string, FunctionAnalysis>;
  /** Files whose functions pacman runs as root when it installs the package. */
  readonly installScriptlets: readonly string[];
}

/** What one function does, or the top level of the recipe. */
export interface FunctionAnalysis {
  readonly name: string;
  readonly range: Range;
  /** The commands run, and how often each is written. */
  readonly commands: ReadonlyMap<string, number>;
  /** Of these, those that reach the network. */
  readonly networkTools: readonly string[];
  /** Addresses written in it. */
  readonly urls: readonly string[];
  readonly hosts: readonly string[];
  /** Absolute paths and paths in the home folder that are written to: not below `$srcdir` or `$pkgdir`. */
  readonly outsideWrites: readonly AnalyzedText[];
  /** `sudo` and its kin. */
  readonly privileged: readonly AnalyzedText[];
  /** `eval` and `source`. */
  readonly evals: readonly AnalyzedText[];
  /** What the text does not show, such as a command whose name is a variable. */
  readonly notUnderstood: readonly AnalyzedText[];
}

/** A piece of a recipe, and where it stands. */
export interface AnalyzedText {
  readonly text: string;
  readonly range: Range;
}
