import { symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { PackageEntry } from './package-tree.js';
import { packageUnsafe } from './unsafe-package.js';

/** Links behind links; the kernel follows no more either. */
const MAX_DEPTH = 40;
/** Parts of all links' targets together: honest packages have some thousand. */
const MAX_STEPS = 5_000_000;

/** A link whose end is not in its package. */
export interface OutwardLink {
  /** The link, in the tree. */
  readonly path: string;
  /** What the link says. */
  readonly target: string;
}

/** Where the links of a package lead. */
export interface PackageLinks {
  /** By link: the entry of the tree that it leads to. A link that leads nowhere in the tree is missing here. */
  readonly ends: ReadonlyMap<string, string>;
  /** Links whose end is not in the tree. They are as the package has them, and nothing here follows them. */
  readonly outward: readonly OutwardLink[];
  /** Absolute links into the package, with the relative target that leads to the same place. */
  readonly absolute: readonly OutwardLink[];
}

/**
 * Follows the links of a packaged tree as they would be followed once it is installed: an absolute target begins at the
 * top of the tree, a link may go through other links, and `..` is then the parent of where they lead. Nothing is read.
 *
 * @throws ProvisionError `PACKAGE_UNSAFE` when the links are too many to follow
 */
export function followLinks(entries: readonly PackageEntry[]): PackageLinks {
  const walk: Walk = {
    links: new Map(
      entries.flatMap(({ path: link, target }) => (target === undefined ? [] : [[link, target]])),
    ),
    known: new Set(['', ...entries.map((entry) => entry.path)]),
    steps: 0,
  };
  const ends = new Map<string, string>();
  const outward: OutwardLink[] = [];
  const absolute: OutwardLink[] = [];
  for (const [link, target] of walk.links) {
    const end = follow(link, walk, 0);
    if (end === undefined) {
      outward.push({ path: link, target });
      continue;
    }
    ends.set(link, end);
    if (target.startsWith('/')) absolute.push({ path: link, target: relativeTarget(link, target) });
  }
  return { ends, outward, absolute };
}

/** Makes absolute links into a packaged tree relative, so that they lead to the same place wherever it is installed. */
export async function makeRelative(root: string, { absolute }: PackageLinks): Promise<void> {
  for (const { path: link, target } of absolute) {
    const file = path.join(root, link);
    await unlink(file);
    await symlink(target, file);
  }
}

interface Walk {
  readonly links: ReadonlyMap<string, string>;
  readonly known: ReadonlySet<string>;
  steps: number;
}

/** The entry that a link leads to, or `undefined` when that is not in the tree. */
function follow(link: string, walk: Walk, depth: number): string | undefined {
  const target = walk.links.get(link) ?? '';
  if (depth >= MAX_DEPTH) return undefined;
  let place = target.startsWith('/') ? [] : link.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    walk.steps += 1;
    if (walk.steps > MAX_STEPS) throw packageUnsafe(link, 'the links of the package are too many to follow');
    if (part === '' || part === '.') continue;
    const next = part === '..' ? parentOf(place) : enter([...place, part], walk, depth);
    if (next === undefined) return undefined;
    place = [...next];
  }
  const end = place.join('/');
  return walk.known.has(end) ? end : undefined;
}

function parentOf(place: readonly string[]): readonly string[] | undefined {
  return place.length === 0 ? undefined : place.slice(0, -1);
}

function enter(place: readonly string[], walk: Walk, depth: number): readonly string[] | undefined {
  const name = place.join('/');
  if (!walk.links.has(name)) return place;
  return follow(name, walk, depth + 1)
    ?.split('/')
    .filter(Boolean);
}

/** The folders above a link are no links: going up from it is going up in the tree. */
function relativeTarget(link: string, target: string): string {
  const up = '../'.repeat(link.split('/').length - 1);
  return `${up}${target.replace(/^\/+/, '')}` || '.';
}
