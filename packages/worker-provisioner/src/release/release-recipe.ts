import path from 'node:path';
import type { WorkerMetadata } from '@rbee-internal/worker-entry';
import { shellQuote } from '../launcher/shell-quote.js';
import packageRelease from './package-release.bash';

/** A file of a release whose bytes are known. */
export interface ReleaseFile {
  readonly name: string;
  readonly url: string;
  /** Hex digits. */
  readonly sha256: string;
}

/** What a release is packaged from. */
export interface ReleaseContent {
  readonly repository: string;
  readonly tag: string;
  readonly commit: string;
  /** The file with the program, then those that are unpacked beside it. */
  readonly files: readonly [ReleaseFile, ...ReleaseFile[]];
  /** The program in it: its name, or its path. */
  readonly program: string;
  readonly architecture: string;
}

/** Endings of files that are unpacked; anything else is the program itself. */
const ARCHIVE = /\.(?:tar(?:\.\w{1,4})?|t[gbxz]z2?|tzst|zip|7z)$/i;

/**
 * The PKGBUILD that packages a release as its project publishes it, every byte as it is. The same release always makes
 * the same text.
 */
export function releaseRecipe(
  worker: Pick<WorkerMetadata, 'id' | 'license' | 'description'>,
  { repository, tag, commit, files, program, architecture }: ReleaseContent,
): string {
  const list = (values: readonly string[]) => `(${values.map(shellQuote).join(' ')})`;
  const fields = [
    `pkgname=${shellQuote(worker.id.toLowerCase())}`,
    `pkgver=${shellQuote(versionOfTag(tag))}`,
    'pkgrel=1',
    `pkgdesc=${shellQuote(worker.description ?? worker.id)}`,
    `arch=${list([architecture])}`,
    `url=${shellQuote(`https://github.com/${repository}`)}`,
    `license=${list([worker.license ?? 'unknown'])}`,
    `options=${list(['!strip', '!zipman', 'docs', 'emptydirs', 'libtool', 'staticlibs'])}`,
    `source=${list(files.map(({ name, url }) => `${name}::${url}`))}`,
    `sha256sums=${list(files.map(({ sha256 }) => sha256))}`,
    `_files=${list(files.map(({ name }) => name))}`,
    `_program=${shellQuote(path.posix.basename(program))}`,
    `_unpacked=${ARCHIVE.test(files[0].name) ? 'yes' : 'no'}`,
  ];
  const origin = `# The release ${commentOf(tag)} of ${repository}, whose tag is at commit ${commit}.`;
  return `${[origin, ...fields, '', packageRelease].join('\n')}`;
}

/** A tag as `pkgver` can have it: `v1.2-rc1` is `1.2_rc1`. */
function versionOfTag(tag: string): string {
  const version = tag
    .replace(/^v(?=\d)/, '')
    .replace(/[^A-Za-z0-9._+]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '');
  return version === '' ? '0' : version.slice(0, 128);
}

/** In a comment a line break would end it. */
function commentOf(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '?');
}
