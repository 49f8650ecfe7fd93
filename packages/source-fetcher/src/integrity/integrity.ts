import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ChecksumAlgorithm } from '@rbee/pkgbuild-parser';
import { showForeign } from '@rbee-internal/redact-url';
import { SourceFetchError } from '../errors.js';
import type { Checksums, SourceRequest } from '../types.js';
import { createCksum } from './cksum.js';

/** How each algorithm is computed, and how many hex digits it has; `ck` is a decimal number instead. */
const ALGORITHMS: Readonly<Record<ChecksumAlgorithm, { readonly hash: string; readonly hexDigits: number }>> =
  {
    ck: { hash: '', hexDigits: 0 },
    md5: { hash: 'md5', hexDigits: 32 },
    sha1: { hash: 'sha1', hexDigits: 40 },
    sha224: { hash: 'sha224', hexDigits: 56 },
    sha256: { hash: 'sha256', hexDigits: 64 },
    sha384: { hash: 'sha384', hexDigits: 96 },
    sha512: { hash: 'sha512', hexDigits: 128 },
    b2: { hash: 'blake2b512', hexDigits: 128 },
  };

/** Digests by algorithm; sha256 is always among them. */
export type Digests = Readonly<Partial<Record<ChecksumAlgorithm, string>> & { sha256: string }>;

/** Computes several digests of the same bytes in one pass. */
export interface Digester {
  update(chunk: Uint8Array): void;
  /** Of what came so far. */
  digests(): Digests;
}

/** @throws SourceFetchError `CHECKSUM_MISSING`, `CHECKSUM_MALFORMED` */
export function assertWellFormedChecksums({ source, checksums }: SourceRequest): void {
  const entries = givenChecksums(checksums);
  if (entries.length === 0) {
    throw new SourceFetchError({
      code: 'CHECKSUM_MISSING',
      message: `The source '${showForeign(source.name)}' has no checksum.`,
      hint: "Add one to the PKGBUILD, such as sha256sums=('…'), or the word SKIP.",
    });
  }
  for (const [algorithm, value] of entries) {
    if (value === 'SKIP' || isWellFormed(algorithm, value)) continue;
    throw new SourceFetchError({
      code: 'CHECKSUM_MALFORMED',
      message: `The ${showForeign(algorithm)} checksum of '${showForeign(source.name)}' is '${showForeign(value)}', but it must be ${expectedForm(algorithm)}.`,
      hint: `Correct ${showForeign(algorithm)}sums in the PKGBUILD, or say SKIP.`,
    });
  }
}

/** The algorithms that a request wants a digest of: those given and not skipped. */
export function wantedAlgorithms(checksums: Checksums): ChecksumAlgorithm[] {
  return givenChecksums(checksums)
    .filter(([, value]) => value !== 'SKIP')
    .map(([algorithm]) => algorithm);
}

export function createDigester(algorithms: readonly ChecksumAlgorithm[]): Digester {
  const all = new Set<ChecksumAlgorithm>([...algorithms, 'sha256']);
  const hashes = [...all]
    .filter((algorithm) => algorithm !== 'ck')
    .map((algorithm) => ({ algorithm, hash: createHash(ALGORITHMS[algorithm].hash) }));
  const cksum = all.has('ck') ? createCksum() : undefined;
  return {
    update(chunk) {
      for (const { hash } of hashes) hash.update(chunk);
      cksum?.update(chunk);
    },
    digests() {
      const digests: Partial<Record<ChecksumAlgorithm, string>> = cksum ? { ck: cksum.digest() } : {};
      for (const { algorithm, hash } of hashes) digests[algorithm] = hash.copy().digest('hex');
      return { ...digests, sha256: digests.sha256 ?? '' };
    },
  };
}

/** The digests of a file on disk. */
export async function digestFile(
  file: string,
  { checksums, signal }: { readonly checksums: Checksums; readonly signal: AbortSignal },
): Promise<Digests> {
  const digester = createDigester(wantedAlgorithms(checksums));
  await addFile(digester, file, signal);
  return digester.digests();
}

const CHUNK_BYTES = 1024 * 1024;

/**
 * Adds a file's bytes to a digest, and returns how many there are. One buffer serves for all of them: of many
 * large ones, most would wait to be collected while a big file is read.
 */
export async function addFile(digester: Digester, file: string, signal: AbortSignal): Promise<number> {
  const handle = await open(file);
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let bytes = 0;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return bytes;
      digester.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The checksums that the bytes do not have, as sentences. Empty when all that were given are right. */
export function mismatches(checksums: Checksums, digests: Digests): string[] {
  return givenChecksums(checksums)
    .filter(([algorithm, value]) => value !== 'SKIP' && value.toLowerCase() !== digests[algorithm])
    .map(([algorithm, value]) => `${algorithm} is ${digests[algorithm]} instead of ${value.toLowerCase()}`);
}

/**
 * Whether the bytes were verified, or every checksum was `SKIP`.
 * @throws SourceFetchError `CHECKSUM_MISMATCH`
 */
export function verifyDigests(
  { source, checksums }: SourceRequest,
  digests: Digests,
): 'checksum' | 'skipped' {
  const wrong = mismatches(checksums, digests);
  if (wrong.length > 0) {
    throw new SourceFetchError({
      code: 'CHECKSUM_MISMATCH',
      message: `'${showForeign(source.name)}' is not what the PKGBUILD says: its ${wrong.join(', its ')}.`,
      hint: 'The file changed at its origin or on the way. Compare it with its publisher before you change the checksum.',
    });
  }
  return wantedAlgorithms(checksums).length > 0 ? 'checksum' : 'skipped';
}

function givenChecksums(checksums: Checksums): [ChecksumAlgorithm, string][] {
  return Object.entries(checksums).filter(([, value]) => value !== undefined) as [
    ChecksumAlgorithm,
    string,
  ][];
}

function isWellFormed(algorithm: ChecksumAlgorithm, value: string): boolean {
  if (algorithm === 'ck') return /^\d{1,10}$/.test(value) && Number(value) <= 0xffff_ffff;
  if (!Object.hasOwn(ALGORITHMS, algorithm)) return false;
  return value.length === ALGORITHMS[algorithm].hexDigits && /^[0-9a-f]+$/i.test(value);
}

function expectedForm(algorithm: ChecksumAlgorithm): string {
  if (!Object.hasOwn(ALGORITHMS, algorithm)) return `one of ${Object.keys(ALGORITHMS).join(', ')}`;
  if (algorithm === 'ck') return 'a decimal number below 4294967296';
  return `${ALGORITHMS[algorithm].hexDigits} hexadecimal digits`;
}
