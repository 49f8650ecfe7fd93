import { describe, expect, it } from 'vitest';
import { defaultBuildConfig, type ExecuteOptions } from '../../src/index.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';
const SHOW = 'env | grep -E "^(CFLAGS|CXXFLAGS|LDFLAGS|RUSTFLAGS|CHOST|MAKEFLAGS)=" | sort || :';

/** A small configuration, so that a test sees all of it. */
const CONFIG = {
  chost: 'x86_64-test',
  cflags: '-O2',
  cxxflags: undefined,
  ldflags: undefined,
  rustflags: undefined,
  makeflags: '-j3',
  options: ['!lto', '!debug'],
};

async function linesOf(pkgbuild: string, changes: Partial<ExecuteOptions> = {}) {
  const recipe = await writeRecipe(HEAD + pkgbuild, { buildConfig: CONFIG, ...changes });
  await recipe.run();
  return recipe.lines('stdout');
}

describe('defaultBuildConfig', () => {
  it('has Arch’s flags for its architectures on Linux, and none elsewhere', () => {
    const { cflags, cxxflags, chost, ltoflags, options, makeflags } = defaultBuildConfig('x86_64', 'linux');
    expect(cflags).toContain('-march=x86-64 -mtune=generic -O2 -pipe');
    expect(cxxflags).toBe(`${cflags} -Wp,-D_GLIBCXX_ASSERTIONS`);
    expect({ chost, ltoflags, makeflags }).toEqual({
      chost: 'x86_64-pc-linux-gnu',
      ltoflags: '-flto=auto',
      makeflags: undefined,
    });
    expect(options).toEqual([
      'strip',
      'docs',
      '!libtool',
      '!staticlibs',
      'emptydirs',
      'zipman',
      'purge',
      '!debug',
      'lto',
    ]);
    expect(defaultBuildConfig('aarch64', 'linux').chost).toBe('aarch64-unknown-linux-gnu');
    expect(defaultBuildConfig('riscv64', 'linux').cflags).toBeUndefined();
    expect(defaultBuildConfig('x86_64', 'darwin').cflags).toBeUndefined();
  });
});

describe('the build configuration', () => {
  it('is exported to build(), check() and package() alone, but can be read before', async () => {
    expect(
      await linesOf(
        `prepare() { ${SHOW}; echo "prepare $CFLAGS $MAKEFLAGS"; }\npkgver() { { ${SHOW}; } >&2; echo 1; }\nbuild() { echo build; ${SHOW}; }\ncheck() { echo check; ${SHOW}; }\npackage() { echo package; ${SHOW}; }\n`,
      ),
    ).toEqual([
      'prepare -O2 -j3',
      ...['build', 'check', 'package'].flatMap((phase) => [
        phase,
        'CFLAGS=-O2',
        'CHOST=x86_64-test',
        'MAKEFLAGS=-j3',
      ]),
    ]);
  });

  it('can be changed by the file', async () => {
    expect(await linesOf(`CFLAGS+=' -g'\nbuild() { ${SHOW}; }\n`)).toContain('CFLAGS=-O2 -g');
  });

  it('has OPTIONS and BUILDENV, which the file cannot change', async () => {
    expect(
      await linesOf(`OPTIONS=(mine)\nbuild() { echo "\${OPTIONS[*]}"; echo "\${BUILDENV[*]}"; }\n`),
    ).toEqual(['!lto !debug', '!distcc color !ccache check !sign']);
  });

  it.each([
    ['options=(!buildflags)', ['CHOST=x86_64-test', 'MAKEFLAGS=-j3']],
    ['options=(!makeflags)', ['CFLAGS=-O2', 'CHOST=x86_64-test']],
    ['options=(!buildflags buildflags)', ['CFLAGS=-O2', 'CHOST=x86_64-test', 'MAKEFLAGS=-j3']],
    [
      'options=(!makeflags)\noptions_x86_64=(makeflags)',
      ['CFLAGS=-O2', 'CHOST=x86_64-test', 'MAKEFLAGS=-j3'],
    ],
    ['options=(!makeflags)\noptions_aarch64=(makeflags)', ['CFLAGS=-O2', 'CHOST=x86_64-test']],
    [
      'options=(lto)',
      [
        'CFLAGS=-O2 -flto=auto',
        'CHOST=x86_64-test',
        'CXXFLAGS= -flto=auto',
        'LDFLAGS= -flto=auto',
        'MAKEFLAGS=-j3',
      ],
    ],
  ])('heeds %s', async (options, expected) => {
    expect(await linesOf(`${options}\nbuild() { ${SHOW}; }\n`)).toEqual(expected);
  });

  it('adds debug flags with the paths mapped', async () => {
    const recipe = await writeRecipe(
      `${HEAD}options=(debug)\nbuild() { echo "$CFLAGS"; echo "$RUSTFLAGS"; }\n`,
      {
        buildConfig: CONFIG,
      },
    );
    await recipe.run();
    const { srcDir } = recipe.options;
    expect(recipe.lines()).toEqual([
      `-O2 -g -ffile-prefix-map=${srcDir}=/usr/src/debug/demo`,
      ` -C debuginfo=2 --remap-path-prefix=${srcDir}=/usr/src/debug/demo`,
    ]);
  });
});
