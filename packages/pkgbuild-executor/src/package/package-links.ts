import { lstat, readlink } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';

/** Links that lead to a link that leads to a link: the kernel follows forty. */
const MAX_HOPS = 40;

/** Where a link of a package leads. */
export interface LinkEnd {
  /** `inside` the package, `outside` of it, or to a file of it that is `missing`. */
  readonly kind: 'inside' | 'outside' | 'missing';
  /** The path below the package's folder that the link itself names, where it names one. */
  readonly named: string | undefined;
}

/**
 * Follows a link as it would be followed once the package is installed: an absolute target begins at the package's root.
 * Nothing outside of the package is looked at.
 */
export async function followLink(pkgDir: string, link: string, target: string): Promise<LinkEnd> {
  const named = placeOf(pkgDir, path.dirname(link), target);
  if (named === undefined) return { kind: 'outside', named };
  return { kind: await endOf(pkgDir, named), named };
}

/** The path below the package's folder that a target names in one of its folders; `undefined` for one outside of it. */
function placeOf(pkgDir: string, folder: string, target: string): string | undefined {
  if (path.isAbsolute(target)) {
    const way = path.relative(pkgDir, target);
    // A recipe that links to "$pkgdir/…" means the file of the package.
    return isBelow(way) ? way : path.relative('/', path.normalize(target));
  }
  const place = path.join(folder, target);
  return isBelow(place) ? place : undefined;
}

function isBelow(way: string): boolean {
  return way !== '..' && !way.startsWith('../') && !path.isAbsolute(way);
}

async function endOf(pkgDir: string, named: string): Promise<LinkEnd['kind']> {
  let pending = named.split('/').filter((part) => part !== '' && part !== '.');
  let place = '';
  let hops = 0;
  while (pending.length > 0) {
    const [part = '', ...more] = pending;
    pending = more;
    if (part === '..') {
      if (place === '') return 'outside';
      place = path.dirname(place) === '.' ? '' : path.dirname(place);
      continue;
    }
    const next = path.join(place, part);
    const target = await linkTarget(path.join(pkgDir, next));
    if (target === undefined) return 'missing';
    if (target === '') {
      place = next;
      continue;
    }
    hops += 1;
    if (hops > MAX_HOPS) return 'missing';
    const leads = placeOf(pkgDir, place, target);
    if (leads === undefined) return 'outside';
    pending = [...leads.split('/').filter((piece) => piece !== ''), ...pending];
    place = '';
  }
  return 'inside';
}

/** Where a link leads, `''` for what is not a link, `undefined` for what is not there. */
async function linkTarget(file: string): Promise<string | undefined> {
  try {
    return (await lstat(file)).isSymbolicLink() ? await readlink(file) : '';
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}
