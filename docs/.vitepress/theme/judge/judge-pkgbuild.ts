import { formatSrcinfo, type Problem, parsePkgbuild } from '@rbee/pkgbuild-parser';

/** What the page says of a PKGBUILD. */
export interface Judgement {
  readonly verdict: 'refused' | 'questions' | 'clean';
  /** One sentence. */
  readonly summary: string;
  readonly findings: readonly Finding[];
  /** What makepkg would write into `.SRCINFO`; absent when it refuses, or when a field is not known. */
  readonly srcinfo: string | undefined;
}

/** A problem as it is shown. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Line and column, from 1. */
  readonly place: string;
  readonly code: string;
  readonly message: string;
}

/** Reads a PKGBUILD in this page: nothing is sent anywhere, and nothing of it is run. */
export function judgePkgbuild(text: string): Judgement {
  const { pkgbuild, problems } = parsePkgbuild(text);
  const findings = problems.map(describe);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return {
    verdict: errors > 0 ? 'refused' : findings.length > 0 ? 'questions' : 'clean',
    summary: summarise(errors, findings.length - errors),
    findings,
    srcinfo: pkgbuild && formatSrcinfo(pkgbuild),
  };
}

function describe({ severity, code, message, range }: Problem): Finding {
  return { severity, code, message, place: `${range.start.line}:${range.start.column}` };
}

function summarise(errors: number, warnings: number): string {
  if (errors > 0) return `makepkg would refuse it: ${count(errors, 'error')}, ${count(warnings, 'warning')}.`;
  if (warnings > 0) return `makepkg would take it; a reviewer would ask about ${count(warnings, 'thing')}.`;
  return 'makepkg would take it, and there is nothing to ask about.';
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
