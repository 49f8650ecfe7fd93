import { createHash } from 'node:crypto';
import type { ChecksumAlgorithm, Source } from '@rbee/pkgbuild-parser';
import type { Check, CheckProblem } from './check.js';
import { type ChecksumArray, type SourceArray, sourceArrays } from './recipe-sources.js';

/** Node's name of each algorithm and how many hex digits it has; `ck` is a decimal number and not computed. */
const ALGORITHMS: Readonly<Record<Exclude<ChecksumAlgorithm, 'ck'>, readonly [string, number]>> = {
  md5: ['md5', 32],
  sha1: ['sha1', 40],
  sha224: ['sha224', 56],
  sha256: ['sha256', 64],
  sha384: ['sha384', 96],
  sha512: ['sha512', 128],
  b2: ['blake2b512', 128],
};

/** Every source has a well-formed checksum, and local files have theirs. */
export const checkChecksums: Check = ({ recipes, files }) =>
  recipes.flatMap(({ architecture, pkgbuild: recipe }) =>
    sourceArrays(recipe, architecture)
      .filter(({ unknown }) => unknown === undefined)
      .flatMap((array) => [
        ...countProblems(array),
        ...array.sums.flatMap((sums) =>
          array.sources.flatMap((source, index) =>
            sumProblem(sums, { source, value: sums.values[index], content: contentOf(source, files) }),
          ),
        ),
      ]),
  );

function contentOf(
  { protocol, name }: Source,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Uint8Array | undefined {
  return protocol === 'local' ? files.get(name) : undefined;
}

function countProblems({ name, sources, sums }: SourceArray): CheckProblem[] {
  if (sources.length > 0 && sums.length === 0) {
    const expected = name.replace('source', 'sha256sums');
    return [error(name, `it has no checksums: add a digest, or SKIP, for each source to ${expected}`)];
  }
  return sums
    .filter(({ values }) => values.length !== sources.length)
    .map((each) =>
      error(each.name, `it has ${each.values.length} checksums for the ${sources.length} entries of ${name}`),
    );
}

function sumProblem(
  { name, algorithm }: ChecksumArray,
  {
    source,
    value,
    content,
  }: {
    readonly source: Source;
    readonly value: string | undefined;
    readonly content: Uint8Array | undefined;
  },
): CheckProblem[] {
  if (value === undefined || value === 'SKIP') return [];
  if (!isWellFormed(algorithm, value)) {
    const expected = algorithm === 'ck' ? 'a decimal number' : `${ALGORITHMS[algorithm][1]} hex digits`;
    return [error(name, `"${value}" of ${source.name} is malformed: expected ${expected} or SKIP`)];
  }
  if (content === undefined || algorithm === 'ck') return [];
  const digest = createHash(ALGORITHMS[algorithm][0]).update(content).digest('hex');
  if (digest === value.toLowerCase()) return [];
  return [error(name, `${source.name} is ${digest}, not ${value}`)];
}

function isWellFormed(algorithm: ChecksumAlgorithm, value: string): boolean {
  if (algorithm === 'ck') return /^\d{1,10}$/.test(value);
  return value.length === ALGORITHMS[algorithm][1] && /^[0-9a-f]+$/i.test(value);
}

function error(field: string, message: string): CheckProblem {
  return { severity: 'error', code: 'CHECKSUM', file: 'PKGBUILD', field, message };
}
