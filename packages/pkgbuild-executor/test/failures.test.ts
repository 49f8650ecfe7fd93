import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { listTree, rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { type ExecuteOptions, isExecuteError } from '../src/index.js';
import { type Recipe, writeRecipe } from './recipe.js';

const HEAD = 'pkgname=demo\npkgver=1.0\npkgrel=3\narch=(any)\n';

/** The facts of the error that a recipe ends in. */
async function failureOf(recipe: Recipe) {
  const error = await rejectionOf(recipe.run());
  if (!isExecuteError(error)) throw error;
  const { code, message, phase, exitCode, lastLines } = error;
  return { code, message, phase, exitCode, lastLines };
}

async function failing(pkgbuild: string, changes: Partial<ExecuteOptions> = {}) {
  return failureOf(await writeRecipe(HEAD + pkgbuild, changes));
}

describe('a function that fails', () => {
  it('is reported with its exit code, the line and the command', async () => {
    expect(
      await failing('build() {\n  echo one\n  echo two >&2\n  bash -c "exit 2"\n  echo never\n}\n'),
    ).toEqual({
      code: 'FUNCTION_FAILED',
      message: 'build() failed with exit code 2 (PKGBUILD line 8: `bash -c "exit 2"`)',
      phase: 'build',
      exitCode: 2,
      lastLines: expect.arrayContaining(['one', 'two']),
    });
  });

  it('names the line of the helper function that failed', async () => {
    const { message } = await failing('_make() {\n  false "$1"\n}\nbuild() {\n  _make x\n}\n');
    expect(message).toBe('build() failed with exit code 1 (PKGBUILD line 6: `false "$1"`)');
  });

  it.each([
    [
      'of a function whose body is a subshell',
      'build() (\n  cd /\n  bash -c "exit 5"\n  echo on\n)\n',
      { line: 7, exitCode: 5 },
    ],
    ['of an inner subshell', 'build() {\n  (\n    cd /\n    false\n  )\n}\n', { line: 8, exitCode: 1 }],
  ])('names the line of the command %s', async (_, functions, place) => {
    const recipe = await writeRecipe(HEAD + functions);
    expect(await rejectionOf(recipe.run())).toMatchObject({ ...place, reason: 'exit' });
  });

  it('names no line for a command of another file', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { source "$startdir/common.sh"; _other; }\n`);
    await writeFile(path.join(recipe.options.startDir, 'common.sh'), '_other() { return 7; }\n');
    expect((await failureOf(recipe)).message).toMatch(/^build\(\) failed with exit code 7/);
  });

  it('is reported by its own name in a split package', async () => {
    const failure = await failing('package_a() { :; }\npackage_b() {\n  false\n}\n', {
      pkgnames: ['a', 'b'],
    });
    expect(failure).toEqual({
      code: 'FUNCTION_FAILED',
      message: 'package_b() failed with exit code 1 (PKGBUILD line 7: `false`)',
      phase: 'package',
      exitCode: 1,
      lastLines: [],
    });
  });

  it.each([
    ['a status of its own', 'build() { return 9; }', 9],
    ['set +e, which does not help', 'build() { set +e; false; echo on; }', 1],
    ['an assignment', 'build() { local x; x=$(exit 4); echo on; }', 4],
    ['a subshell as its body', 'build() ( cd /; bash -c "exit 5"; echo on )', 5],
    ['an inner subshell', 'build() { ( exit 3 ); echo on; }', 3],
    ['a command that is missing', 'build() { no-such-program; echo on; }', 127],
    ['a child that is killed', "build() { bash -c 'kill -9 $$'; echo on; }", 137],
    ['prepare()', 'prepare() { false; echo on; }', 1],
    ['check()', 'check() { false; echo on; }', 1],
    ['verify()', 'verify() { false; echo on; }', 1],
    ['pkgver()', 'pkgver() { echo 1; false; }', 1],
    ['no traps left', 'build() { trap - ERR; set +eE; return 6; }', 6],
  ])('fails by %s', async (_, functions, exitCode) => {
    const recipe = await writeRecipe(`${HEAD}${functions}\npackage() { echo packaged; }\n`);
    const [name] = functions.split('(');
    const failure = await failureOf(recipe);
    expect(failure).toMatchObject({ code: 'FUNCTION_FAILED', phase: name, exitCode });
    expect(failure.message.startsWith(`${name}() failed with exit code ${exitCode}`)).toBe(true);
    expect(recipe.lines('stdout')).toEqual([]);
  });

  it('succeeds where errexit lets a failure pass', async () => {
    const recipe = await writeRecipe(`${HEAD}_fails() { false; echo "went on"; }
build() { local x=$(false); _fails || true; false | true; if false; then :; fi; ! true; (( 0 )) || echo end; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['went on', 'end']);
  });

  it('keeps the last twenty lines of the phase that failed', async () => {
    const failure = await failing('prepare() { echo early; }\nbuild() { seq 100; false; }\n');
    expect(failure.lastLines).toEqual(Array.from({ length: 20 }, (_, index) => String(81 + index)));
  });

  it('shows no control characters of the recipe in a message', async () => {
    const { message } = await failing('build() {\n  false $\'\\e[31m\' "\u001b]0;x\u0007"\n}\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(message).not.toMatch(/[\u0000-\u001f]/);
  });
});

describe('a function that ends bash', () => {
  it.each([
    ['prepare', 'exit 0', 0],
    ['build', 'exit 3', 3],
    ['package', 'exec true', 0],
  ])('fails in %s() by %s', async (phase, command, exitCode) => {
    expect(await failing(`${phase}() { ${command}; }\n`)).toEqual({
      code: 'FUNCTION_FAILED',
      message: `${phase}() called exit ${exitCode}, or exec: nothing after it ran`,
      phase,
      exitCode,
      lastLines: [],
    });
  });

  it('is not taken for one whose command failed, when an inner shell’s command did', async () => {
    expect(await failing('build() { local x=$(false); exit 3; }\n')).toMatchObject({
      message: 'build() called exit 3, or exec: nothing after it ran',
    });
  });

  it('fails by an EXIT trap after all functions', async () => {
    expect(await failing("build() { trap 'exit 8' EXIT; }\n")).toEqual({
      code: 'FUNCTION_FAILED',
      message: 'bash ended with exit code 8 after the last function, by an EXIT trap of the PKGBUILD',
      phase: 'build',
      exitCode: 8,
      lastLines: [],
    });
  });

  it.each(['SIGKILL', 'SIGTERM', 'SIGSEGV'])('is KILLED by %s', async (signal) => {
    expect(await failing(`build() { echo last; kill -${signal.slice(3)} $$; sleep 60; }\n`)).toEqual({
      code: 'KILLED',
      message: `bash was ended by ${signal} in phase build`,
      phase: 'build',
      exitCode: undefined,
      lastLines: ['last'],
    });
  });

  it('is KILLED while it reads the file', async () => {
    expect(await failing('kill -9 $$\nbuild() { :; }\n')).toMatchObject({
      code: 'KILLED',
      message: 'bash was ended by SIGKILL while the PKGBUILD was sourced',
      phase: undefined,
    });
  });
});

describe('a file that cannot be sourced', () => {
  it('fails by the status of its last command alone', async () => {
    expect(
      await failing('no-such-program 2>/dev/null\nbuild() { :; }\necho shown\n[[ a = b ]] && _x=1\n'),
    ).toEqual({
      code: 'SOURCE_FAILED',
      message: 'Sourcing the PKGBUILD ended with status 1',
      phase: undefined,
      exitCode: 1,
      lastLines: ['shown'],
    });
  });

  it('goes on after a command that fails elsewhere, and after return 0', async () => {
    const recipe = await writeRecipe(`${HEAD}false\nbuild() { echo fine; }\nreturn 0\nfalse\n`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['fine']);
  });

  it('fails by a syntax error, whose text is in the error', async () => {
    const failure = await failing('build() { :; }\nif then\n');
    expect(failure).toMatchObject({ code: 'SOURCE_FAILED', phase: undefined });
    expect(failure.lastLines.join('\n')).toContain('syntax error');
  });

  it.each([0, 3])('fails by exit %i at the top level', async (exitCode) => {
    expect(await failing(`build() { :; }\nexit ${exitCode}\n`)).toEqual({
      code: 'SOURCE_FAILED',
      message: `The PKGBUILD ended bash with exit code ${exitCode} while it was sourced`,
      phase: undefined,
      exitCode,
      lastLines: [],
    });
  });

  it('fails when a function that was promised is not there', async () => {
    expect(await failing('', { functions: ['build'] })).toMatchObject({
      code: 'SOURCE_FAILED',
      message: 'The PKGBUILD defines no function build()',
    });
  });
});

describe('before anything runs', () => {
  it.each([undefined, '', '/nowhere', 'relative/bin'])(
    'fails without bash on the PATH %j',
    async (searchPath) => {
      expect(await failing('build() { :; }\n', { env: { PATH: searchPath } })).toMatchObject({
        code: 'BASH_MISSING',
        message: 'bash was not found on the PATH that was passed',
      });
    },
  );

  it('fails without mkfifo, which makes the output’s pipes', async () => {
    const folder = await useTempDir();
    await symlink('/bin/bash', path.join(folder, 'bash'));
    expect(await failing('build() { :; }\n', { env: { PATH: folder } })).toMatchObject({
      code: 'BASH_MISSING',
      message: 'mkfifo was not found on the PATH that was passed',
    });
  });

  it.each([
    { pkgnames: ['../x'] },
    { pkgnames: ['..'] },
    { pkgnames: ['a/b'] },
    { pkgnames: [''] },
    { pkgnames: ['-a'] },
    { pkgbase: 'a b' },
    { carch: 'x[$(id)]' },
  ])('refuses the names %j', async (changes) => {
    const recipe = await writeRecipe(`${HEAD}build() { echo ran; }\n`, changes);
    await mkdir(path.join(recipe.options.startDir, 'x'));
    expect(await failureOf(recipe)).toMatchObject({ code: 'INVALID_NAME' });
    expect(recipe.events).toEqual([]);
    expect(await listTree(recipe.options.startDir)).toContain('x/');
  });

  it('passes on the system’s error for a folder that is missing', async () => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`);
    await rm(recipe.options.workDir, { recursive: true });
    await writeFile(recipe.options.workDir, '');
    expect(await rejectionOf(recipe.run())).toMatchObject({ code: 'ENOTDIR' });
    expect(await readFile(recipe.options.workDir, 'utf8')).toBe('');
  });
});
