import { openSync, readdirSync, readFileSync } from 'node:fs';

/** Descriptors with this flag are closed when a program is started; Node opens all of its own so. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Descriptors beyond the standard three that this process was started with and that every program it starts would get
 * as well: such as a folder that a script opened with `exec 200<DIR`. Node itself takes only the first few away.
 */
export function inheritedDescriptors(): readonly number[] {
  known ??= process.platform === 'linux' ? findOnLinux() : [];
  return known;
}

/**
 * What to add to the `stdio` of a program, behind its first `given` entries, so that it gets no other descriptors: in
 * place of one that it would inherit it gets `/dev/null`, since nothing but a shell in between could close it.
 */
export function coverInherited(given: number): ('ignore' | number)[] {
  const inherited = inheritedDescriptors().filter((descriptor) => descriptor >= given);
  if (inherited.length === 0) return [];
  // Beyond the third, 'ignore' leaves a descriptor as it is.
  const covers = Array.from<'ignore' | number>({ length: Math.max(...inherited) + 1 - given }).fill('ignore');
  nothing ??= openSync('/dev/null', 'r+');
  for (const descriptor of inherited) covers[descriptor - given] = nothing;
  return covers;
}

/** `/dev/null`, opened once. */
let nothing: number | undefined;

/** They are there from the start, so one look is enough. */
let known: readonly number[] | undefined;

function findOnLinux(): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isInherited(descriptor));
}

function isInherited(descriptor: number): boolean {
  try {
    const info = readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8');
    const flags = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? '', 8);
    return (flags & CLOSE_ON_EXEC) === 0;
  } catch {
    // It was the one that the folder was listed by.
    return false;
  }
}
