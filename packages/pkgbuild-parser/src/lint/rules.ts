import type { ProblemCode } from '../problems/problem.js';

/** A rule of {@link lintPkgbuild}: its id is what a suppression and a report name it by. */
export interface LintRuleInfo {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** What it is about, as one sentence. */
  readonly summary: string;
}

/** The id of the rule that a problem of {@link parsePkgbuild} belongs to: its code in small letters with hyphens. */
export function ruleOf(code: ProblemCode): string {
  return code.toLowerCase().replaceAll('_', '-');
}

const ERRORS: Readonly<Record<string, string>> = {
  syntax: 'The text is not valid bash.',
  'carriage-return': 'The file holds a carriage return, which makepkg refuses.',
  'missing-field': 'A required field is missing or empty.',
  'invalid-field': 'The value of a field breaks the rule of makepkg for it.',
  'wrong-kind': 'A scalar stands where an array belongs, or the reverse.',
  'package-function': 'The functions do not fit the names of the packages.',
  'not-overridable': 'A package function sets a field that only the whole recipe has.',
  'arch-specific': 'A field has a value for one architecture and may not have one.',
  'empty-element': 'An array has an element that is empty.',
  'invalid-dependency': 'An entry that names a package breaks the rule of makepkg for it.',
  'missing-file': 'A file that install or changelog names is not in the folder.',
  'failed-to-source': 'makepkg cannot source the file.',
  limit: 'A limit on hostile text was reached.',
  'not-editable': 'An edit cannot reach a variable.',
};

const WARNINGS: Readonly<Record<string, string>> = {
  'unpinned-source': 'A git source follows a branch.',
  'insecure-source': 'A source is fetched without encryption.',
  'skipped-checksum': 'The checksum of a download is SKIP.',
  'weak-checksum': 'Only weak checksums verify the sources.',
  'foreign-host': 'A source comes from another host than url names.',
  'undefined-variable': 'A source uses a variable that nothing sets.',
  'unused-variable': 'Nothing in the file uses a custom variable.',
  dynamic: 'A value depends on what neither the text nor the facts say.',
  'missing-maintainer': 'No comment names a maintainer.',
  'missing-license': 'license is not set.',
  'missing-url': 'url is not set.',
  'description-style': 'pkgdesc is missing, or repeats the name of the package.',
  'makepkg-name': 'A variable or function has a name that makepkg uses itself.',
  'duplicate-source': 'Two sources have the same name.',
  'checksum-count': 'An array of checksums does not have one for each source.',
  'unquoted-folder': '$srcdir, $pkgdir or $startdir is not quoted (shellcheck: SC2086).',
  'unquoted-array': 'A whole array is not quoted where a command takes it (shellcheck: SC2068).',
  backticks: 'A command substitution is written with backticks (shellcheck: SC2006).',
};

/** Every rule, those of makepkg first. */
export const lintRules: readonly LintRuleInfo[] = Object.freeze([
  ...Object.entries(ERRORS).map(([id, summary]) => ({ id, severity: 'error' as const, summary })),
  ...Object.entries(WARNINGS).map(([id, summary]) => ({ id, severity: 'warning' as const, summary })),
]);
