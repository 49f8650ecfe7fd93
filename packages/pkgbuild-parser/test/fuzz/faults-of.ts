import {
  analyzePkgbuild,
  forArchitecture,
  formatSrcinfo,
  type ParseLimits,
  type Pkgbuild,
  packageNamed,
  parsePkgbuild,
  parseSource,
  parseSrcinfo,
} from '../../src/index.js';

/**
 * Reads a text with everything that the package has, and says what is wrong with the result: nothing may throw,
 * no result may exceed the limits, and a recipe is there exactly when no problem is an error.
 */
export function faultsOf(text: string, limits: Partial<ParseLimits>): string[] {
  const { pkgbuild, problems } = parsePkgbuild(text, { limits });
  const faults: string[] = [];
  const hasError = problems.some(({ severity }) => severity === 'error');
  if ((pkgbuild === undefined) !== hasError) faults.push('a recipe with errors, or none without');
  for (const { range } of problems) {
    if (range.start.offset > range.end.offset || range.end.offset > text.length) faults.push('a wrong range');
  }
  analyzePkgbuild(text);
  return pkgbuild === undefined ? faults : [...faults, ...faultsOfRecipe(pkgbuild, limits)];
}

function faultsOfRecipe(pkgbuild: Pkgbuild, limits: Partial<ParseLimits>): string[] {
  const { words = Number.POSITIVE_INFINITY, valueLength = Number.POSITIVE_INFINITY } = limits;
  const faults: string[] = [];
  for (const [name, value] of pkgbuild.scalars) {
    if (value.length > valueLength) faults.push(`${name} is too long`);
  }
  for (const [name, values] of pkgbuild.arrays) {
    if (values.length > words) faults.push(`${name} has too many words`);
  }
  for (const entry of pkgbuild.arrays.get('source') ?? []) parseSource(entry);
  for (const architecture of pkgbuild.arch) forArchitecture(pkgbuild, architecture);
  for (const name of pkgbuild.pkgnames) {
    for (const as of ['srcinfo', 'build'] as const)
      packageNamed(pkgbuild, name, { architecture: 'x86_64', as });
  }
  const srcinfo = formatSrcinfo(pkgbuild);
  const isKnown = pkgbuild.dynamic.size === 0 && pkgbuild.packages.every(({ dynamic }) => dynamic.size === 0);
  if (isKnown && srcinfo === undefined) faults.push('no .SRCINFO of a known recipe');
  if (srcinfo !== undefined) parseSrcinfo(srcinfo);
  return faults;
}
