import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** What came of a run, by makepkg or by this package. */
export interface ComparedRun {
  readonly succeeded: boolean;
  /** The lines that begin with `@`, with the folder of the recipe called ROOT. */
  readonly printed: readonly string[];
  /** Of a run that succeeded: each package's files, and what its metadata say. */
  readonly packages: Readonly<Record<string, ComparedPackage>>;
}

export interface ComparedPackage {
  readonly files: readonly string[];
  readonly pkgInfo: readonly string[];
  readonly mtree: readonly string[];
}

/** `SOURCE_DATE_EPOCH` of every run. */
export const EPOCH = 1_700_000_000;

/** The makepkg.conf of every run. */
export const CONF = `CARCH=x86_64
CHOST=x86_64-test-linux
CFLAGS='-O2 -pipe'
MAKEFLAGS=-j2
BUILDENV=(!distcc !color !ccache check !sign)
OPTIONS=(strip docs libtool staticlibs emptydirs zipman purge !debug !lto)
INTEGRITY_CHECK=(sha256)
STRIP_BINARIES=--strip-all
STRIP_SHARED=--strip-unneeded
STRIP_STATIC=--strip-debug
MAN_DIRS=({usr{,/local}{,/share},opt/*}/{man,info})
DOC_DIRS=(usr/{,local/}{,share/}{doc,gtk-doc} opt/*/{doc,gtk-doc})
PURGE_TARGETS=(usr/{,share}/info/dir .packlist *.pod)
COMPRESSGZ=(gzip -c -f -n)
PKGEXT=.pkg.tar.gz
SRCEXT=.src.tar.gz
`;

export function printedLines(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('@'));
}

/** A file or folder of a package, as both lists have it. */
export interface ComparedEntry {
  readonly type: 'dir' | 'file' | 'link';
  readonly mode: string;
  readonly links: number;
  /** Where a link leads to. */
  readonly target: string;
  readonly bytes: Buffer;
}

/** Everything below a folder, by its path. */
export async function entriesOf(folder: string): Promise<Map<string, ComparedEntry>> {
  const entries = new Map<string, ComparedEntry>();
  for (const name of (await readdir(folder, { recursive: true })).sort())
    entries.set(name, await entryOf(path.join(folder, name)));
  return entries;
}

async function entryOf(file: string): Promise<ComparedEntry> {
  const stat = await lstat(file);
  const type = stat.isDirectory() ? 'dir' : stat.isSymbolicLink() ? 'link' : 'file';
  return {
    type,
    mode: (stat.mode & 0o7777).toString(8),
    links: stat.nlink,
    target: type === 'link' ? await readlink(file) : '',
    bytes: type === 'file' ? await readFile(file) : Buffer.alloc(0),
  };
}

/** The list of a package's files, without what describes it. */
export function filesOf(entries: ReadonlyMap<string, ComparedEntry>): string[] {
  const own = new Set(['.PKGINFO', '.MTREE', '.BUILDINFO']);
  return [...entries]
    .filter(([name]) => !own.has(name))
    .map(([name, { type, mode, links, target, bytes }]) => {
      if (type === 'dir') return `${name}/ ${mode}`;
      return type === 'link' ? `${name} -> ${target}` : `${name} ${mode} ${links} ${digestOf(bytes)}`;
    });
}

/** gzip's bytes depend on its version: what is in them counts. */
function digestOf(bytes: Buffer): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return createHash('sha256')
    .update(isGzip ? gunzipSync(bytes) : bytes)
    .digest('hex')
    .slice(0, 16);
}

/** A run with the folder of the recipe called ROOT. */
export function withoutRoot(run: ComparedRun, root: string): ComparedRun {
  const text = JSON.stringify(run).replaceAll(JSON.stringify(root).slice(1, -1), 'ROOT');
  return JSON.parse(text) as ComparedRun;
}
