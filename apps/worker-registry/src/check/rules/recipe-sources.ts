import {
  type ChecksumAlgorithm,
  checksumAlgorithms,
  type Pkgbuild,
  parseSource,
  type Source,
} from '@rbee/pkgbuild-parser';

/** One `source` array of a recipe, with the checksum arrays that belong to it. */
export interface SourceArray {
  /** `source` or `source_<architecture>`. */
  readonly name: string;
  /** Why its value, or that of its checksums, is not known. */
  readonly unknown?: string | undefined;
  readonly sources: readonly Source[];
  readonly sums: readonly ChecksumArray[];
}

export interface ChecksumArray {
  /** `sha256sums` or `sha256sums_<architecture>`. */
  readonly name: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly values: readonly string[];
}

/** What is fetched on one architecture: `source` and `source_<architecture>`. */
export function sourceArrays(recipe: Pkgbuild, architecture: string): SourceArray[] {
  return ['', `_${architecture}`].map((suffix) => {
    const name = `source${suffix}`;
    const sums = checksumAlgorithms.map((algorithm) => {
      const sumsName = `${algorithm}sums${suffix}`;
      return { algorithm, name: sumsName, values: recipe.arrays.get(sumsName) ?? [] };
    });
    const unknown = [name, ...sums.map((each) => each.name)].find((each) => recipe.dynamic.has(each));
    return {
      name,
      ...(unknown !== undefined && {
        unknown: `${unknown} depends on ${recipe.dynamic.get(unknown)?.reason}`,
      }),
      sources: (recipe.arrays.get(name) ?? []).map(parseSource),
      sums: sums.filter(({ values }) => values.length > 0),
    };
  });
}
