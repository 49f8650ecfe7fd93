import { createHash, randomUUID } from 'node:crypto';
import { lstat, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { joinInside } from '@rbee-internal/contained-path';
import { showForeign } from '@rbee-internal/redact-url';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';
import { type BuildConfig, defaultBuildConfig } from './build-config.js';
import { type Compression, writeCompressed } from './compression.js';
import { ExecuteError } from './errors.js';
import { mtreeOf } from './mtree.js';
import { memoryEntry, type PackageEntry, readPackageEntries, sortEntries } from './package-entries.js';
import {
  buildInfoOf,
  fullVersion,
  type PackageFacts,
  packageArchitecture,
  pkgInfoOf,
} from './package-info.js';
import { tarStream } from './tar-stream.js';
import type { BuiltPackage, PackageMetadata } from './types.js';

const compress = promisify(gzip);

/** The most bytes of an install script, a changelog or a PKGBUILD. */
const MAX_TEXT_BYTES = 16_777_216;

/** Options of `createPackage`. Paths are absolute; the folders exist. */
export interface CreatePackageOptions {
  /** Where the package file is put. */
  readonly destDir: string;
  /** The PKGBUILD that was run, and the folder it ran in. */
  readonly pkgbuildPath: string;
  readonly startDir: string;
  readonly carch: string;
  /** Seconds since 1970: the time of every file, and the build date. The same as for the build, best of all. */
  readonly sourceDateEpoch: number;
  /** The environment whose `PATH` finds `zstd` or `xz`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @default 'zst' */
  readonly compression?: Compression | undefined;
  /** Whether the PKGBUILD makes several packages. @default false */
  readonly isSplit?: boolean | undefined;
  /** What the build was configured with. @default Arch's */
  readonly buildConfig?: Partial<BuildConfig> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the package file that pacman installs, `<name>-<version>-<arch>.pkg.tar.zst`, and answers its path. The same
 * files give the same bytes. A file of that name is replaced, by one rename.
 *
 * @throws ExecuteError `PACKAGE_INVALID` for metadata that cannot be written, `BASH_MISSING` without `zstd` or `xz`;
 *   the signal's reason when it was aborted; a system error when a file cannot be read or written
 */
export async function createPackage(built: BuiltPackage, options: CreatePackageOptions): Promise<string> {
  const { signal, destDir, carch, sourceDateEpoch, compression = 'zst', env } = options;
  signal?.throwIfAborted();
  const metadata = requireMetadata(built);
  const entries = await allEntries(built, metadata, options);
  const version = `${fullVersion(metadata)}-${packageArchitecture(metadata, carch)}`;
  const file = path.join(destDir, `${built.name}-${version}.pkg.tar.${compression}`);
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeCompressed(tarStream(entries, sourceDateEpoch), temporary, { compression, env, signal });
    signal?.throwIfAborted();
    await rename(temporary, file);
    return file;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function requireMetadata({ name, metadata }: BuiltPackage): PackageMetadata {
  if (metadata === undefined) throw invalid(name, 'it has no package function, so nothing is known of it');
  const values = Object.values(metadata).flat();
  const broken = values.find((value) => value.includes('\n') && value.trim().includes('\n'));
  if (broken !== undefined && !metadata.optdepends.includes(broken) && broken !== metadata.pkgdesc)
    throw invalid(name, `"${showForeign(broken)}" has more than one line`);
  if (`${metadata.pkgver}${metadata.pkgrel}${metadata.epoch}`.includes('/'))
    throw invalid(name, 'its version has a slash');
  return metadata;
}

async function allEntries(
  built: BuiltPackage,
  metadata: PackageMetadata,
  options: CreatePackageOptions,
): Promise<PackageEntry[]> {
  const { carch, sourceDateEpoch, isSplit = false, startDir, buildConfig = {}, signal } = options;
  await requireOwnFolder(built);
  const files = await readPackageEntries(built.pkgDir, built.owners ?? [], signal);
  const facts: PackageFacts = {
    metadata,
    carch,
    isSplit,
    buildDate: sourceDateEpoch,
    config: { ...defaultBuildConfig(carch, process.platform), ...buildConfig },
    startDir,
    buildDir: startDir,
    pkgbuildSha256: createHash('sha256')
      .update(await readRegularFile(await realpath(options.pkgbuildPath), { maxBytes: MAX_TEXT_BYTES }))
      .digest('hex'),
  };
  const own = [
    memoryEntry('.BUILDINFO', Buffer.from(buildInfoOf(facts))),
    memoryEntry('.PKGINFO', Buffer.from(pkgInfoOf(facts, files))),
    ...(await scriptEntries(built.name, metadata, startDir)),
  ];
  const listed = sortEntries([...own, ...files]);
  const mtree = await compress(await mtreeOf(listed, sourceDateEpoch, signal), { level: 9 });
  signal?.throwIfAborted();
  return sortEntries([...listed, memoryEntry('.MTREE', mtree)]);
}

async function scriptEntries(
  name: string,
  metadata: PackageMetadata,
  startDir: string,
): Promise<PackageEntry[]> {
  const entries: PackageEntry[] = [];
  for (const [entry, value] of [
    ['.INSTALL', metadata.install],
    ['.CHANGELOG', metadata.changelog],
  ] as const) {
    if (value === '') continue;
    const file = joinInside(startDir, value);
    if (file === undefined) throw invalid(name, `"${showForeign(value)}" is not beside the PKGBUILD`);
    entries.push(memoryEntry(entry, await readOwnText(file, { name, value, startDir })));
  }
  return entries;
}

/** No link leads to the package's folder: a recipe may have left one in its place. */
async function requireOwnFolder({ name, pkgDir }: BuiltPackage): Promise<void> {
  const real = await realpath(pkgDir);
  const isFolder = (await lstat(real)).isDirectory();
  const isLink = (await lstat(pkgDir)).isSymbolicLink();
  if (isLink || !isFolder)
    throw invalid(name, `${pkgDir} is ${isLink ? `a link to ${real}` : 'not a folder'}`);
}

/** A file beside the PKGBUILD, to which no link leads: it could be one to a file of the user's. */
async function readOwnText(
  file: string,
  { name, value, startDir }: { readonly name: string; readonly value: string; readonly startDir: string },
): Promise<Buffer> {
  const expected = path.join(await realpath(startDir), value);
  try {
    if ((await realpath(file)) === expected)
      return await readRegularFile(expected, { maxBytes: MAX_TEXT_BYTES });
  } catch (error) {
    if (!(error instanceof IrregularFileError)) throw error;
  }
  throw invalid(name, `"${showForeign(value)}" is a link, or something else that is not a file`);
}

function invalid(name: string, why: string): ExecuteError {
  return new ExecuteError({
    code: 'PACKAGE_INVALID',
    message: `No package file can be made of ${name}: ${why}`,
    package: name,
  });
}
