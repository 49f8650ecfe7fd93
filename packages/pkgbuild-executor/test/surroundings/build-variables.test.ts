import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { isBuildVariable } from '../../src/index.js';
import { describeEachGuard } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

describe('isBuildVariable', () => {
  it.each([
    ...[
      'CUDAARCHS',
      'NVCC_CCBIN',
      'AMDGPU_TARGETS',
      'aur_llamacpp_build_universal',
      'RBEE_FEATURES',
      '_flags',
    ],
    ...['MAKEFLAGS', 'CFLAGS', 'CC', 'LANG', 'packages', 'sourceful', 'CARGO_PROFILE_RELEASE_LTO'],
  ])('allows %s', (name) => {
    expect(isBuildVariable(name)).toBe(true);
  });

  it.each([
    ...[
      'PATH',
      'HOME',
      'TMPDIR',
      'IFS',
      'LD_PRELOAD',
      'LD_LIBRARY_PATH',
      'DYLD_INSERT_LIBRARIES',
      'BASH_ENV',
    ],
    ...[
      'BASH_FUNC_ls%%',
      'ENV',
      'SHELLOPTS',
      'pkgdir',
      'srcdir',
      'pkgname',
      'source',
      'source_x86_64',
      'sha256sums',
    ],
    ...[
      'depends',
      'options',
      'OPTIONS',
      'CARCH',
      'SRCDEST',
      'SOURCE_DATE_EPOCH',
      'GIT_CONFIG_COUNT',
      'http_proxy',
    ],
    ...['HTTPS_PROXY', 'NODE_OPTIONS', '__rbee_exports', 'RBEE_FAMILY', '', '1A', 'A-B', 'A B', 'A=B', 'Ä'],
  ])('refuses %j', (name) => {
    expect(isBuildVariable(name)).toBe(false);
  });
});

describeEachGuard('variables of a recipe (sandbox: %s)', (sandbox) => {
  it('are set at the top level and exported in every function, before those of makepkg.conf', async () => {
    const print = 'env | grep -E "^(CUDAARCHS|CFLAGS|RBEE_FEATURES)=" | sort';
    const recipe = await writeRecipe(
      `${HEAD}: \${aur_llamacpp_build_universal:=false}
echo "top $aur_llamacpp_build_universal $CUDAARCHS"
prepare() { ${print}; }
build() { ${print}; }
package() { ${print}; }
`,
      {
        sandbox,
        variables: {
          CUDAARCHS: '80;90',
          RBEE_FEATURES: `a "b" $c 'd'`,
          CFLAGS: '-O1',
          aur_llamacpp_build_universal: 'true',
        },
        buildConfig: { cflags: '-O3', options: ['!lto'] },
      },
    );
    const { surroundings } = await recipe.run();
    const printed = ['CFLAGS=-O1', 'CUDAARCHS=80;90', `RBEE_FEATURES=a "b" $c 'd'`];
    const top = 'top true 80;90';
    expect(recipe.lines('stdout')).toEqual([top, ...printed, ...printed, top, ...printed]);
    expect(surroundings.variables).toEqual(recipe.options.variables);
  });

  it('never reach a program outside of the recipe’s own shell', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { tr '\\0' '\\n' </proc/$$/environ | grep -c SECRET_KNOB || :; }\n`,
      { sandbox, variables: { SECRET_KNOB: '1' } },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['0']);
  });
});

describe('variables that are refused', () => {
  it.each([
    { LD_PRELOAD: '/evil.so' },
    { A: 'x\0y' },
    { A: 'x'.repeat(16_385) },
    Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`A${index}`, ''])),
  ])('are an option that is not valid (%#)', async (variables) => {
    const recipe = await writeRecipe(`${HEAD}build() { :; }\n`, { variables });
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/^The option variables must be an object of at most 100 strings/),
    });
  });
});
