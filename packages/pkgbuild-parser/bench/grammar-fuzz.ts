/**
 * Makes programs of bash by a grammar, runs each by bash and by our evaluator, and prints those of which the two
 * say different things: `npx tsx bench/grammar-fuzz.ts [--programs NUMBER] [--seed NUMBER] [--show NUMBER]
 * [--only SEED,…] [--reasons]`
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { LimitReached } from '../src/interpret/state/outcomes.js';
import { type Evaluated, evaluateSnippet } from '../test/differential/evaluate-snippet.js';
import { program } from './grammar.js';

const BATCH = 250;

/** Sources each file as makepkg does, and writes what is left of its variables, separated by NUL. */
const SOURCE_ONE = `
__source() { local srcdir= pkgdir=; source "$1"; }
declare -A __before=()
__status=0 __name=
while read -r __name; do __before[$__name]=1; done < <(compgen -v)
exec </dev/null >/dev/null 2>&1
__source "$1"
__status=$?
set +efux +o pipefail
LC_ALL=C.UTF-8 IFS=$' \\t\\n'
while read -r __name; do
  [[ -n \${__before[$__name]} || $__name == __* || $__name == LC_ALL ]] && continue
  unset -n __value
  declare -n __value=$__name
  [[ $__name == BASH_REMATCH || -R $__name ]] && continue
  if [[ \${__value@a} == *A* ]]; then
    printf '%s\\0' map "$__name" "\${#__value[@]}" "\${!__value[@]}" "\${__value[@]}" >&9
  elif [[ \${__value@a} == *a* ]]; then
    printf '%s\\0' array "$__name" "\${#__value[@]}" "\${__value[@]}" >&9
  elif [[ -v $__name ]]; then
    printf '%s\\0' scalar "$__name" 1 "$__value" >&9
  fi
done < <(compgen -v)
printf '%s\\0' status "$__status" >&9
`;

const ALL = `
cd "$1" || exit
for ((i = $2; i < $3; i++)); do
  ( cd "$1/$i" && ulimit -t 2 && exec /bin/bash --norc -c "$__SOURCE_ONE" makepkg "$1/$i/PKGBUILD" 9>"$1/$i/out" )
  printf 'exit\\0%s\\0' "$?" >>"$1/$i/out"
done
`;

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
    only: { type: 'string', default: '' },
    reasons: { type: 'boolean', default: false },
  },
});

interface Theirs {
  readonly status: string;
  readonly values: Readonly<Record<string, string>>;
}

const folder = await mkdtemp(path.join(tmpdir(), 'pkgbuild-grammar-'));
const tally = { same: 0, 'partly dynamic': 0, dynamic: 0, refused: 0, endless: 0, WRONG: 0 };
try {
  const first = Number(values.seed);
  const end = first + Number(values.programs);
  for (const seed of values.only.split(',').filter(Boolean).map(Number)) await compareBatch(seed, seed + 1);
  for (let from = values.only === '' ? first : end; from < end; from += BATCH)
    await compareBatch(from, Math.min(end, from + BATCH));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(tally));
if (tally.WRONG > 0) process.exitCode = 1;

async function compareBatch(from: number, to: number): Promise<void> {
  const seeds = Array.from({ length: to - from }, (_, index) => from + index);
  const { mkdir } = await import('node:fs/promises');
  for (const seed of seeds) {
    await mkdir(path.join(folder, String(seed)));
    await writeFile(path.join(folder, String(seed), 'PKGBUILD'), program(seed));
  }
  const env = { PATH: '/nonexistent', LC_ALL: 'C.UTF-8', CARCH: 'x86_64', __SOURCE_ONE: SOURCE_ONE };
  const args = ['--norc', '-c', ALL, 'all', folder, String(from), String(to)];
  await promisify(execFile)('/bin/bash', args, { env }).catch(() => undefined);
  for (const seed of seeds) {
    const out = await readFile(path.join(folder, String(seed), 'out'), 'utf8').catch(() => '');
    compare(seed, read(out.split('\0')));
    await rm(path.join(folder, String(seed)), { recursive: true });
  }
}

function read(words: readonly string[]): Theirs | undefined {
  const found: Record<string, string> = {};
  for (let index = 0; index < words.length; ) {
    const [kind = '', name = '', count = '0'] = words.slice(index, index + 3);
    if (kind === 'status') return { status: name, values: found };
    if (kind === 'exit') return { status: `exit ${name}`, values: {} };
    const size = Number(count) * (kind === 'map' ? 2 : 1);
    found[name] = JSON.stringify([kind, ...words.slice(index + 3, index + 3 + size)]);
    index += 3 + (kind === 'array' && size === 0 ? 0 : kind === 'map' && size === 0 ? 0 : size);
  }
  return undefined;
}

function compare(seed: number, theirs: Theirs | undefined): void {
  const text = program(seed);
  let ours: Evaluated;
  try {
    ours = evaluateSnippet(text, {
      facts: { commands: {}, environment: { LC_ALL: 'C.UTF-8' }, folder: ['PKGBUILD', 'out'] },
    });
  } catch (error) {
    const isRefusal =
      error instanceof Error && /SyntaxRefused|Not bash/.test(`${error.constructor.name}${error.message}`);
    const isEndless = error instanceof LimitReached;
    if (isEndless) tally.endless += 1;
    else if (isRefusal && theirs?.status !== '0') tally.refused += 1;
    else
      report(seed, [
        `ours: ${error instanceof Error ? error.stack?.slice(0, 300) : error}; status ${theirs?.status}`,
      ]);
    return;
  }
  if (theirs === undefined || /^exit 13[49]$/.test(theirs.status)) return;
  const faults = differences(ours, theirs);
  if (faults.length > 0) report(seed, faults);
  else if (ours.isDoubtful) tally.dynamic += 1;
  else if (Object.keys(ours.dynamic).length > 0 || typeof ours.status !== 'number')
    tally['partly dynamic'] += 1;
  else tally.same += 1;
}

function differences(ours: Evaluated, theirs: Theirs): string[] {
  const status = ours.exits ? `exit ${ours.status}` : String(ours.status);
  const isKnown = typeof ours.status === 'number';
  if (ours.isStopped) return [];
  const faults: string[] = [];
  if (isKnown && status !== theirs.status) faults.push(`status: ours ${status}, bash ${theirs.status}`);
  if (ours.exits || theirs.status.startsWith('exit')) return faults;
  const found = new Map<string, string>([
    ...Object.entries(ours.scalars).map(
      ([name, value]) => [name, JSON.stringify(['scalar', value])] as const,
    ),
    ...Object.entries(ours.arrays).map(
      ([name, value]) => [name, JSON.stringify(['array', ...value])] as const,
    ),
    ...Object.entries(ours.maps).map(
      ([name, value]) =>
        [
          name,
          JSON.stringify(['map', ...value.map(([key]) => key), ...value.map(([, each]) => each)]),
        ] as const,
    ),
  ]);
  for (const name of new Set([...found.keys(), ...Object.keys(theirs.values)])) {
    if (name in ours.dynamic || name === 'LC_ALL') continue;
    const [mine, bash] = [found.get(name), theirs.values[name]];
    if (mine === undefined && ours.isDoubtful) continue;
    if (mine !== bash) faults.push(`${name}: ours ${mine}, bash ${bash}`);
  }
  return faults;
}

function report(seed: number, faults: readonly string[]): void {
  tally.WRONG += 1;
  if (tally.WRONG > Number(values.show)) return;
  console.log(`--- ${seed}\n${program(seed)}${faults.join('\n')}`);
}
