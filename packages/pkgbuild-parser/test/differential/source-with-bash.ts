import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** What sourcing a text leaves behind: every variable it set that is still there, and the last status. */
export interface Sourced {
  readonly status: number;
  readonly scalars: Record<string, string>;
  readonly arrays: Record<string, string[]>;
}

/** Sources the file inside a function, as makepkg does, and prints what is left, separated by NUL. */
const PROGRAM = `
shopt -u extglob
__source() { local srcdir= pkgdir=; source "$1"; }
declare -A __before=()
__status=0 __name=
while read -r __name; do __before[$__name]=1; done < <(compgen -v)
__source "$1" >/dev/null 2>&1
__status=$?
IFS=$' \\t\\n'
while read -r __name; do
  [[ -n \${__before[$__name]} || $__name == __* ]] && continue
  declare -n __value=$__name
  [[ \${__value@a} == *A* || $__name == BASH_REMATCH ]] && continue
  if [[ \${__value@a} == *a* ]]; then
    printf '%s\\0' array "$__name" "\${#__value[@]}" "\${__value[@]}"
  elif [[ -v $__name ]]; then
    printf '%s\\0' scalar "$__name" 1 "$__value"
  fi
done < <(compgen -v)
printf '%s\\0' status "$__status"
`;

/** Asks bash itself, with no program in its path unless you pass one. */
export async function sourceWithBash(
  text: string,
  folder: string,
  programs = '/nonexistent',
): Promise<Sourced> {
  const file = path.join(folder, 'PKGBUILD');
  await writeFile(file, text);
  const env = { PATH: programs, LC_ALL: 'C.UTF-8', CARCH: 'x86_64' };
  const { stdout } = await promisify(execFile)('/bin/bash', ['--norc', '-c', PROGRAM, 'makepkg', file], {
    cwd: folder,
    env,
  });
  return read(stdout.split('\0'));
}

function read(words: readonly string[]): Sourced {
  const scalars: Record<string, string> = {};
  const arrays: Record<string, string[]> = {};
  let index = 0;
  for (;;) {
    const [kind, name = '', count = '0'] = words.slice(index, index + 3);
    if (kind === 'status') return { status: Number(name), scalars, arrays };
    const size = Number(count);
    const values = words.slice(index + 3, index + 3 + size);
    if (kind === 'array') arrays[name] = values;
    else scalars[name] = values[0] ?? '';
    // printf prints one empty word for an empty list.
    index += 3 + (kind === 'array' && size === 0 ? 0 : size);
  }
}
