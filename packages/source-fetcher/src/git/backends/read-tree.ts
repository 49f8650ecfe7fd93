import git from 'isomorphic-git';
import type { EmbeddedAccess } from './embedded-access.js';

/** An entry of a tree as it is stored. Names are bytes, a character for each (latin1): git asks for no encoding. */
export interface TreeEntry {
  readonly name: string;
  /** Six digits, such as `100644`. */
  readonly mode: string;
  readonly oid: string;
  readonly type: 'tree' | 'blob' | 'commit';
}

const OID_BYTES = 20;

/** The entries of a commit's tree, or of a tree, in their order. The library would take names for UTF-8, and refuses some. */
export async function readTree(access: EmbeddedAccess, oid: string): Promise<readonly TreeEntry[]> {
  const found = await git.readObject({ ...access, oid, format: 'content' });
  const content = Buffer.from(found.object as Uint8Array);
  if (found.type === 'tree') return parseTree(content);
  const tree =
    found.type === 'commit' ? /^tree ([0-9a-f]{40})$/m.exec(content.toString('latin1'))?.[1] : undefined;
  if (tree === undefined) throw new Error(`The object ${oid} is neither a commit nor a tree.`);
  return readTree(access, tree);
}

/** `mode name NUL id`, one after the other. */
function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0, at);
    const [, digits, name] =
      /^(\d{5,6}) (.*)$/s.exec(content.toString('latin1', at, Math.max(end, at))) ?? [];
    const next = end + 1 + OID_BYTES;
    if (digits === undefined || name === undefined || next > content.length)
      throw new Error('A tree of it is not well formed.');
    const mode = digits.padStart(6, '0');
    entries.push({ name, mode, type: typeOf(mode), oid: content.toString('hex', end + 1, next) });
    at = next;
  }
  return entries;
}

function typeOf(mode: string): TreeEntry['type'] {
  if (mode === '040000') return 'tree';
  return mode === '160000' ? 'commit' : 'blob';
}

/** A path of names as {@link TreeEntry} has them, as its bytes. */
export function pathBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}
