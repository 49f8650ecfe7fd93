import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CallOptions } from '@rbee/artifact-catalog';
import { runConfined } from '@rbee/pkgbuild-executor';
import { showForeign } from '@rbee-internal/redact-url';
import { ProvisionError } from '../errors.js';

/** What evaluating depends on. */
export interface EvaluateContext {
  /** The environment, of which `PATH` is passed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables that the recipe reads. */
  readonly variables: Readonly<Record<string, string>>;
  readonly architecture: string;
  /** Where a private folder can be made. */
  readonly folder: string;
}

const MILLISECONDS = 20_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;
const FIRST_LINE = '---- evaluated ----';

/** Prints the fields of a recipe as assignments that mean the same everywhere. */
const SCRIPT = `
set +e
source "$1" >/dev/null 2>&1 </dev/null
set +e; shopt -u extglob
arrays='pkgname arch noextract validpgpkeys depends makedepends checkdepends source'
for sum in ck md5 sha1 sha224 sha256 sha384 sha512 b2; do arrays+=" \${sum}sums"; done
for name in pkgbase pkgver pkgrel epoch; do
  [[ -v $name ]] && builtin printf '%s=%q\\n' "$name" "\${!name}"
done
for plain in $arrays; do
  for name in "$plain" "\${plain}_$CARCH"; do
    builtin declare -n values=$name
    ((\${#values[@]})) && { builtin printf '%s=(' "$name"; builtin printf '%q ' "\${values[@]}"; builtin printf ')\\n'; }
    builtin unset -n values
  done
done
`;

/**
 * Sources a recipe in bash, as makepkg does, in a sandbox without network and with nothing of the machine writable, and
 * returns its fields as assignments to append to its text.
 *
 * @throws ProvisionError `NOT_EVALUATED`; ExecuteError `SANDBOX` where there is no sandbox
 */
export async function evaluateRecipe(
  text: string,
  { env, variables, architecture, folder, signal }: EvaluateContext & CallOptions,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const private_ = await mkdtemp(path.join(folder, 'evaluate-'));
  try {
    const recipe = path.join(private_, 'PKGBUILD');
    const workDir = path.join(private_, 'work');
    await mkdir(workDir);
    await writeFile(recipe, text, { flag: 'wx' });
    const script = `builtin echo '${FIRST_LINE}'; ${SCRIPT}`;
    const { end, output } = await runConfined({
      command: ['bash', '--norc', '--noprofile', '-c', script, 'evaluate', recipe],
      env: { ...variables, PATH: env.PATH, CARCH: architecture, LC_ALL: 'C.UTF-8' },
      workDir,
      readable: [recipe],
      sandbox: 'require',
      limits: { milliseconds: MILLISECONDS, outputBytes: MAX_OUTPUT_BYTES, graceMilliseconds: 500 },
      signal,
    });
    const start = output.indexOf(`${FIRST_LINE}\n`);
    if (end.type === 'exit' && end.code === 0 && start >= 0)
      return `\n${output.slice(start + FIRST_LINE.length + 1)}`;
    throw notEvaluated(output);
  } finally {
    await rm(private_, { recursive: true, force: true });
  }
}

function notEvaluated(output: string): ProvisionError {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return new ProvisionError({
    code: 'NOT_EVALUATED',
    message: `The PKGBUILD could not be evaluated: bash ended early${last === '' ? '' : ` and printed ${JSON.stringify(showForeign(last))}`}.`,
    hint: 'Read the recipe: it may end the shell that reads it.',
  });
}
