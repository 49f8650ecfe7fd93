import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { BUILD_ENVIRONMENT_NAMES, type ExecuteOptions } from '../../src/index.js';
import { writeRecipe } from '../recipe.js';

const PRINT_ENV = 'pkgname=demo\nbuild() { env -0 | tr "\\0" "\\n" | sort; }\npackage() { build; }\n';

/** What makepkg itself puts into the environment. */
const MAKEPKG_ENTRIES = [
  'COMMAND_MODE=legacy',
  'TEXTDOMAIN=pacman-scripts',
  'TEXTDOMAINDIR=/usr/share/locale',
];

const NO_FLAGS = {
  options: ['!buildflags'],
  chost: undefined,
  makeflags: undefined,
};

/** The environment of build() and of package(), without what bash sets itself. */
async function environmentFor(env: ExecuteOptions['env']): Promise<{ entries: string[]; workDir: string }> {
  const recipe = await writeRecipe(PRINT_ENV, { env, sourceDateEpoch: 5, buildConfig: NO_FLAGS });
  await recipe.run();
  const lines = recipe.lines().filter((line) => !/^(?:PWD|OLDPWD|SHLVL|_)=/.test(line));
  const half = lines.length / 2;
  expect(lines.slice(half)).toEqual(lines.slice(0, half));
  return { entries: lines.slice(0, half), workDir: recipe.options.workDir };
}

describe('the environment of a build', () => {
  it('has nothing of the caller’s but what is listed', async () => {
    const { PATH } = process.env;
    const listed = Object.fromEntries(BUILD_ENVIRONMENT_NAMES.map((name) => [name, 'C']));
    const { entries, workDir } = await environmentFor({
      ...listed,
      PATH,
      HOME: '/root',
      TOKEN: 'secret',
      RBEE_LICENSE_TOKEN: 'secret',
      http_proxy: 'http://user:secret@proxy',
      SSH_AUTH_SOCK: '/secret',
      LD_PRELOAD: '',
      CDPATH: '/',
      GREP_OPTIONS: '-v',
      CARGO_HOME: '/secret',
      UNSET: undefined,
    });
    const [mark, ...others] = entries.filter((entry) => entry.startsWith('RBEE_FAMILY='));
    expect(mark).toMatch(/^RBEE_FAMILY=[0-9a-f]{32}$/);
    expect(others).toEqual([]);
    expect(entries.filter((entry) => entry !== mark)).toEqual(
      [
        ...BUILD_ENVIRONMENT_NAMES.map((name) => `${name}=${name === 'PATH' ? PATH : 'C'}`),
        ...MAKEPKG_ENTRIES,
        `HOME=${workDir}/home`,
        `TMPDIR=${workDir}/tmp`,
        'GIT_CONFIG_GLOBAL=/dev/null',
        'RUSTUP_AUTO_INSTALL=0',
        'SOURCE_DATE_EPOCH=5',
      ].sort(),
    );
  });

  it('does not run or import what bash takes from an environment', async () => {
    const recipe = await writeRecipe(
      'pkgname=demo\nbuild() { echo "$-"; declare -F injected || echo none; }\n',
      {
        env: {
          PATH: process.env.PATH,
          BASH_ENV: '/dev/stdin',
          ENV: '/etc/profile',
          SHELLOPTS: 'xtrace:noexec',
          BASHOPTS: 'nullglob',
          'BASH_FUNC_injected%%': '() { echo bad; }',
          'BASH_FUNC_echo%%': '() { :; }',
        },
      },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['ehBEc', 'none']);
  });

  it('has private folders for HOME and TMPDIR', async () => {
    const recipe = await writeRecipe('pkgname=demo\nbuild() { echo x > ~/file; mktemp; }\n');
    await recipe.run();
    const { workDir } = recipe.options;
    expect((await stat(path.join(workDir, 'home/file'))).isFile()).toBe(true);
    expect(path.dirname(recipe.lines()[0] ?? '')).toBe(path.join(workDir, 'tmp'));
    expect((await stat(path.join(workDir, 'home'))).mode & 0o777).toBe(0o700);
  });

  it('points rustup to the toolchains of the caller, where there are any', async () => {
    const home = await useTempDir();
    const { PATH } = process.env;
    expect((await environmentFor({ PATH, HOME: home })).entries.join()).not.toContain('RUSTUP_');
    await mkdir(path.join(home, '.rustup'));
    const { entries } = await environmentFor({ PATH, HOME: home });
    // They are not the build's to add to.
    expect(entries).toEqual(expect.arrayContaining([`RUSTUP_HOME=${home}/.rustup`, 'RUSTUP_AUTO_INSTALL=0']));
    expect((await environmentFor({ PATH, HOME: home, RUSTUP_HOME: '/opt/r' })).entries).toContain(
      'RUSTUP_HOME=/opt/r',
    );
  });

  it('uses the current time as SOURCE_DATE_EPOCH', async () => {
    const recipe = await writeRecipe('pkgname=demo\nbuild() { echo "$SOURCE_DATE_EPOCH"; }\n');
    const before = Math.floor(Date.now() / 1000);
    await recipe.run();
    const epoch = Number(recipe.lines()[0]);
    expect(epoch).toBeGreaterThanOrEqual(before);
    expect(epoch).toBeLessThanOrEqual(Date.now() / 1000);
  });
});
