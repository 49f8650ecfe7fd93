import type { Place } from '../../problems/positions.js';
import type { FileFact } from '../../types.js';
import { noteAsked } from './facts.js';
import { NotKnown } from './outcomes.js';
import { placeOf } from './places.js';
import type { Shell } from './shell.js';

/** A file's content by the name that the recipe uses. @throws NotKnown */
export function fileContent(shell: Shell, name: string, place: Place): string {
  const local = localName(shell, name);
  const content = local === undefined ? undefined : fileFact(shell, local);
  if (typeof content !== 'string' || local === '')
    throw new NotKnown(`the file \`${name}\``, placeOf(shell, place));
  noteAsked(shell, `file ${name}`);
  return content;
}

/** Whether a file exists, when the facts say so. */
export function fileExists(shell: Shell, name: string): boolean | undefined {
  const local = localName(shell, name);
  if (local === undefined) return undefined;
  const fact = fileFact(shell, local);
  const exists = fact === undefined ? isInFolder(shell, local) : fact !== false;
  if (exists !== undefined) noteAsked(shell, `file ${name}`);
  return exists;
}

/** Where a distribution says what it is: the first is a link to the second, or a file of its own. */
const OS_RELEASE: ReadonlySet<string> = new Set(['/etc/os-release', '/usr/lib/os-release']);

function fileFact({ facts: { host } }: Shell, name: string): FileFact {
  return host.fileFact(name) ?? (OS_RELEASE.has(name) ? host.osRelease : undefined);
}

/** What the names in the recipe's folder say of a file in it or below. */
function isInFolder(shell: Shell, local: string): boolean | undefined {
  const { folder } = shell.facts.host;
  const [first = '', ...below] = local.split('/');
  if (folder === undefined || first === '' || first === '..') return undefined;
  if (!folder.has(first)) return false;
  return below.length === 0 ? true : undefined;
}

/** The name relative to the folder of the recipe, where it lies in there; nothing once `cd` has left it. */
function localName(shell: Shell, name: string): string | undefined {
  if (shell.settings.flags.has('moved') && !name.startsWith('/')) return undefined;
  const start = shell.facts.host.environment.get('startdir');
  const relative = start !== undefined && name.startsWith(`${start}/`) ? name.slice(start.length + 1) : name;
  const parts: string[] = [];
  for (const part of relative.split('/')) {
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') parts.pop();
    else if (part !== '.' && (part !== '' || parts.length === 0)) parts.push(part);
  }
  return parts.join('/');
}
