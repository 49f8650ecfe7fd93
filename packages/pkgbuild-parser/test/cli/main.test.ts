import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';

const RECIPE = 'pkgname=p\npkgver=1\npkgrel=1\narch=(any)\npackage() { curl https://e.org/x; }\n';

async function run(args: readonly string[], input = '') {
  let output = '';
  let errors = '';
  const status = await main(args, {
    input: (async function* () {
      yield input;
    })(),
    print: (text) => {
      output += text;
    },
    complain: (text) => {
      errors += text;
    },
  });
  return { status, output, errors };
}

describe('pkgbuild', () => {
  it('prints a .SRCINFO from standard input', async () => {
    expect(await run(['srcinfo', '-'], RECIPE)).toEqual({
      status: 0,
      output: 'pkgbase = p\n\tpkgver = 1\n\tpkgrel = 1\n\tarch = any\n\npkgname = p\n',
      errors: '',
    });
  });

  it('reads a file, and what lies beside it', async () => {
    const folder = await useTempDir();
    const file = path.join(folder, 'PKGBUILD');
    await writeFile(file, `${RECIPE}source "./common.sh"\ninstall=none.install\n`);
    await writeFile(path.join(folder, 'common.sh'), 'pkgdesc=shared\n');
    expect(await run(['lint', file])).toEqual({
      status: 1,
      output: expect.stringContaining(
        `${file}:7:1: error: install names none.install, which is not there [missing-file]\n`,
      ),
      errors: '',
    });
    await writeFile(path.join(folder, 'none.install'), '');
    expect((await run(['srcinfo', file])).output).toContain('\tpkgdesc = shared\n');
  });

  it('says why there is no .SRCINFO', async () => {
    expect(await run(['srcinfo', '-'], `${RECIPE}pkgver=1-2\n`)).toEqual({
      status: 1,
      output: '',
      errors:
        'stdin:6:1: pkgver "1-2" is not allowed: it may not hold blanks, colons, slashes, hyphens or non-ASCII\n',
    });
    expect((await run(['srcinfo', '-'], `${RECIPE}depends=($(curl x)); :\n`)).errors).toBe(
      'stdin:6:12: depends is not known: it depends on the result of `curl`\n',
    );
  });

  it('lists what a recipe does', async () => {
    expect((await run(['analyze', '-'], RECIPE)).output).toBe(
      'package\n  commands: curl\n  network tools: curl\n  hosts: e.org\n',
    );
  });

  it('writes JSON', async () => {
    const { srcinfo, pkgbuild } = JSON.parse((await run(['srcinfo', '--json', '-'], RECIPE)).output);
    expect([srcinfo.split('\n')[0], pkgbuild.scalars.pkgver, pkgbuild.arrays.arch]).toEqual([
      'pkgbase = p',
      '1',
      ['any'],
    ]);
    expect(JSON.parse((await run(['lint', '--json', '-'], 'x=(')).output)[0].findings[0].rule).toBe('syntax');
    expect(
      JSON.parse((await run(['analyze', '--json', '-'], RECIPE)).output).functions.package.hosts,
    ).toEqual(['e.org']);
  });

  it('takes the architecture', async () => {
    const text = `${RECIPE}pkgdesc=$CARCH\n`;
    expect((await run(['srcinfo', '--carch', 'aarch64', '-'], text)).output).toContain('pkgdesc = aarch64');
  });

  it.each([
    [['vercmp', '1.0', '1.1'], '-1\n'],
    [['vercmp', '1:0', '2'], '1\n'],
    [['vercmp', '-1', '0'], '-1\n'],
    [['vercmp', '1.0', '1.0-1'], '0\n'],
  ])('%j', async (args, output) => {
    expect(await run(args)).toEqual({ status: 0, output, errors: '' });
  });

  it.each([[[]], [['nonsense']], [['vercmp', '1']], [['lint', '--nonsense']], [['get']]])(
    '%j is wrong use',
    async (args: string[]) => {
      const { status, output, errors } = await run(args);
      expect([status, output, errors.split('\n')[0]]).toEqual([
        2,
        '',
        'Usage: pkgbuild <command> [options] [file …]',
      ]);
    },
  );

  it('says which file it cannot read', async () => {
    const { status, errors } = await run(['lint', '/nonexistent/PKGBUILD']);
    expect([status, errors]).toEqual([
      2,
      "pkgbuild: ENOENT: no such file or directory, open '/nonexistent/PKGBUILD'\n",
    ]);
    expect((await run(['--help'])).status).toBe(0);
  });
});
