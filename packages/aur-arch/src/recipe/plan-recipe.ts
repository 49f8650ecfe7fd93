import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  type Pkgbuild,
  parseSource,
} from '@rbee/pkgbuild-parser';
import { ArchError } from '../errors.js';
import type { PlannedSource, RecipePlan } from '../types.js';

/**
 * Selects what of a recipe applies to an architecture, as makepkg does at build time: `source` and
 * `source_<architecture>` are added together, and checksums are matched array by array.
 *
 * @example
 * const { kind, sources } = planRecipe(pkgbuild, 'x86_64');
 * @throws ArchError `ARCHITECTURE_UNSUPPORTED`, `SOURCES_DYNAMIC`, `CHECKSUMS_MISSING`, `CHECKSUMS_COUNT`
 */
export function planRecipe(pkgbuild: Pkgbuild, architecture: string): RecipePlan {
  requireArchitecture(pkgbuild, architecture);
  return {
    architecture,
    kind: pkgbuild.functions.has('build') ? 'source' : 'binary',
    sources: ['', `_${architecture}`].flatMap((suffix) => planArray(pkgbuild, suffix)),
  };
}

function requireArchitecture(pkgbuild: Pkgbuild, architecture: string): void {
  if (pkgbuild.arch.includes('any') || pkgbuild.arch.includes(architecture)) return;
  throw new ArchError({
    code: 'ARCHITECTURE_UNSUPPORTED',
    message: `${pkgbuild.pkgbase} is made for ${pkgbuild.arch.join(', ')}, not for ${architecture}.`,
    hint: `Choose a worker for ${architecture}, or add it to the recipe's arch=() once it is known to build there.`,
  });
}

function planArray(pkgbuild: Pkgbuild, suffix: string): PlannedSource[] {
  const entries = knownArray(pkgbuild, `source${suffix}`);
  const noExtract = knownArray(pkgbuild, 'noextract');
  const sums = checksumAlgorithms
    .map((algorithm) => ({ algorithm, digests: knownArray(pkgbuild, `${algorithm}sums${suffix}`) }))
    .filter(({ digests }) => digests.length > 0);
  for (const { algorithm, digests } of sums) {
    requireSameCount(pkgbuild, {
      sums: `${algorithm}sums${suffix}`,
      found: digests.length,
      expected: entries.length,
    });
  }
  if (entries.length > 0 && sums.length === 0) throw checksumsMissing(pkgbuild, `source${suffix}`);
  return entries.map((entry, index) => {
    const source = parseSource(entry);
    return { source, checksums: checksumsAt(sums, index), noExtract: noExtract.includes(source.name) };
  });
}

function checksumsAt(
  sums: readonly { readonly algorithm: ChecksumAlgorithm; readonly digests: readonly string[] }[],
  index: number,
): PlannedSource['checksums'] {
  return Object.fromEntries(sums.map(({ algorithm, digests }) => [algorithm, digests[index]]));
}

function knownArray(pkgbuild: Pkgbuild, name: string): readonly string[] {
  const unknown = pkgbuild.dynamic.get(name);
  if (unknown === undefined) return pkgbuild.arrays.get(name) ?? [];
  throw new ArchError({
    code: 'SOURCES_DYNAMIC',
    message: `${name} of ${pkgbuild.pkgbase} depends on ${unknown.reason} (line ${unknown.range.start.line}), which is not known before the recipe runs.`,
    hint: `Write the values of ${name} out in the PKGBUILD.`,
  });
}

function requireSameCount(
  pkgbuild: Pkgbuild,
  { sums, found, expected }: { sums: string; found: number; expected: number },
): void {
  if (found === expected) return;
  throw new ArchError({
    code: 'CHECKSUMS_COUNT',
    message: `${sums} of ${pkgbuild.pkgbase} has ${found} entries for ${expected} sources.`,
    hint: 'Give one checksum, or SKIP, for each source, in the same order.',
  });
}

function checksumsMissing(pkgbuild: Pkgbuild, array: string): ArchError {
  return new ArchError({
    code: 'CHECKSUMS_MISSING',
    message: `${array} of ${pkgbuild.pkgbase} has no checksums.`,
    hint: `Add ${array.replace('source', 'sha256sums')}=() with a digest, or SKIP, for each source.`,
  });
}
