import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';

const RECIPE = "pkgname=p\npkgver='1.0' # keep\npkgrel=3\narch=(any)\ndepends=(a\n  b)\n";

async function run(args: readonly string[], input = '') {
  const written = { output: '', errors: '' };
  const status = await main(args, {
    input: (async function* () {
      yield input;
    })(),
    print: (text) => {
      written.output += text;
    },
    complain: (text) => {
      written.errors += text;
    },
  });
  return { status, ...written };
}

async function recipes(...texts: readonly string[]): Promise<readonly string[]> {
  const folder = await useTempDir();
  const files = texts.map((_, index) => path.join(folder, `PKGBUILD.${index}`));
  for (const [index, file] of files.entries()) await writeFile(file, texts[index] ?? '');
  return files;
}

describe('pkgbuild get', () => {
  it('prints variables of many files', async () => {
    const [first = '', second = ''] = await recipes(RECIPE, RECIPE.replace('1.0', '2.0'));
    expect(await run(['get', 'pkgver', first])).toEqual({ status: 0, output: '1.0\n', errors: '' });
    expect((await run(['get', 'depends', first, second])).output).toBe(
      `${first}: a\n${first}: b\n${second}: a\n${second}: b\n`,
    );
    expect(await run(['get', 'none', first])).toEqual({
      status: 1,
      output: '',
      errors: `${first}: none is not set\n`,
    });
    expect((await run(['get', '_d', '-'], `${RECIPE}_d=$(date); :\n`)).errors).toContain(
      'stdin:7:6: _d is not known',
    );
    expect(JSON.parse((await run(['get', '--json', 'arch', first])).output)).toEqual([
      { file: first, value: ['any'] },
    ]);
  });
});

describe('pkgbuild bump', () => {
  it('writes the files, and prints what it is asked to', async () => {
    const [first = '', second = ''] = await recipes(RECIPE, 'pkgver=(\n');
    const bumped = RECIPE.replace('1.0', '1.1').replace('pkgrel=3', 'pkgrel=1');
    expect(await run(['bump', '1.1', '--print', first])).toEqual({ status: 0, output: bumped, errors: '' });
    expect(await readFile(first, 'utf8')).toBe(RECIPE);
    const { status, errors } = await run(['bump', '1.1', '--epoch', '2', first, second]);
    expect([status, errors.startsWith(`${second}:`)]).toEqual([1, true]);
    expect(await readFile(first, 'utf8')).toBe(`${bumped}epoch=2\n`);
    expect((await run(['bump', '1-1', first])).status).toBe(2);
  });
});

describe('pkgbuild check', () => {
  it('compares with the .SRCINFO beside the file', async () => {
    const [file = ''] = await recipes(RECIPE);
    const beside = path.join(path.dirname(file), '.SRCINFO');
    expect((await run(['check', file])).errors).toBe(`${beside}:1:1: there is no .SRCINFO\n`);
    const { output } = await run(['srcinfo', file]);
    await writeFile(beside, `# Generated\n${output}`);
    expect(await run(['check', '--disable', 'missing-url', file])).toMatchObject({ status: 0, errors: '' });
    await writeFile(beside, `# Generated\n${output.replace('pkgrel = 3', 'pkgrel = 2')}`);
    expect((await run(['check', file])).errors).toBe(`${beside}:4:1: it is not what ${file} says\n`);
  });
});

describe('pkgbuild lint', () => {
  it('reads many files, and prints SARIF', async () => {
    const [first = '', second = ''] = await recipes(RECIPE, RECIPE.replace('pkgrel=3', 'pkgrel=x'));
    const { status, output } = await run(['lint', first, second]);
    expect(status).toBe(1);
    expect(output).toContain(`${first}:1:1: warning: license is not set [missing-license]\n`);
    expect(output).toContain(`${second}:3:1: error: pkgrel "x" is not allowed`);
    expect(
      JSON.parse((await run(['lint', '--sarif', first, second])).output).runs[0].results.length,
    ).toBeGreaterThan(2);
    expect((await run(['lint', '--makepkg', '6.0', '-'], `${RECIPE}license=('' a)\n`)).status).toBe(0);
    expect((await run(['lint', '-'], `${RECIPE}license=('' a)\n`)).status).toBe(1);
  });
});
