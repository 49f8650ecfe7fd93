import path from 'node:path';
import type { PackageEntry } from '../package/package-tree.js';
import type { PackageFile } from './package-file.js';

/** What of a package is only found at its absolute place. */
export interface BoundPaths {
  /** Paths of the tree to mount over the system's, none of them below another. */
  readonly mounts: readonly string[];
  /** The first such path, and what names it. */
  readonly example?: { readonly path: string; readonly namedBy: string };
}

/** Folders that packages share: only what a package has in them is its own. */
const SHARED = sharedFolders([
  'usr|opt|usr/local|(?:usr|usr/local)/(?:bin|sbin|lib|lib32|lib64|libexec|share|include|games|src|etc)',
  '(?:usr|usr/local)/lib/(?:[a-z0-9_]+-linux-[a-z]+|python3(?:\\.\\d+)?(?:/(?:site|dist)-packages)?|systemd(?:/(?:system|user))?)',
  '(?:usr|usr/local)/share/[a-z-]+/(?:completions|vendor_completions\\.d|site-functions)',
  'etc(?:/(?:default|conf\\.d|sysconfig|profile\\.d|ld\\.so\\.conf\\.d|xdg|init\\.d|pam\\.d|ssl(?:/certs)?|systemd(?:/(?:system|user))?|udev(?:/rules\\.d)?|security(?:/limits\\.d)?))?',
  'srv|var(?:/(?:lib|cache|log|spool|opt|tmp|local|games|mail|run|lock))?',
]);

/** What a worker does without: a program names them for its manual, its translations or its menu. */
const NOT_NEEDED =
  /^usr\/(?:local\/)?share\/(?:man|doc|info|licenses|locale|applications|icons|pixmaps|metainfo|bash-completion|zsh|fish)(?:\/|$)|^usr\/(?:local\/)?include(?:\/|$)|\/(?:pkgconfig|cmake)(?:\/|$)|^usr\/(?:local\/)?lib\/(?:systemd|sysusers\.d|tmpfiles\.d|udev)(?:\/|$)/;

/**
 * Finds the absolute paths that programs, libraries and scripts of a package name and that it has itself:
 * a wrapper that runs `/opt/app/app` or reads `/etc/app.conf`, a folder of data or plugins that was compiled in.
 */
export function findBoundPaths(files: readonly PackageFile[], entries: readonly PackageEntry[]): BoundPaths {
  const owned = new Set(entries.filter(holdsSomething(entries)).map((entry) => entry.path));
  const mounts = new Set<string>();
  let example: BoundPaths['example'];
  for (const { path: file, absolutePaths, interpreter } of files) {
    for (const absolute of [...absolutePaths, ...(interpreter === undefined ? [] : [interpreter])]) {
      const named = nearest(absolute.slice(1), owned);
      if (named === undefined || named === file || SHARED.test(named) || NOT_NEEDED.test(named)) continue;
      mounts.add(ownRoot(named));
      example ??= { path: `/${named}`, namedBy: file };
    }
  }
  return { mounts: topmost([...mounts].sort()), ...(example && { example }) };
}

/** Below `/var` and `/srv` a folder is often packaged empty, for what the program will write: the system's, if any, stays writable. */
function holdsSomething(entries: readonly PackageEntry[]): (entry: PackageEntry) => boolean {
  const filled = new Set<string>();
  for (const { path: name, kind } of entries)
    if (kind !== 'folder') filled.add(name).add(path.posix.dirname(name));
  for (const name of [...filled])
    for (let above = path.posix.dirname(name); above !== '.'; above = path.posix.dirname(above))
      filled.add(above);
  return ({ path: name }) => !/^(?:var|srv)\//.test(name) || filled.has(name);
}

function sharedFolders(patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})$`);
}

/** The path itself where the package has it. A path that goes on in a file's name, or in a pattern, is another. */
function nearest(name: string, owned: ReadonlySet<string>): string | undefined {
  return owned.has(name) ? name : undefined;
}

/** The highest folder above a path that is the package's own. */
function ownRoot(name: string): string {
  let root = name;
  for (let above = path.posix.dirname(name); above !== '.'; above = path.posix.dirname(above))
    if (SHARED.test(above)) break;
    else root = above;
  return root;
}

function topmost(sorted: readonly string[]): string[] {
  return sorted.filter((name) => !sorted.some((other) => name !== other && name.startsWith(`${other}/`)));
}
