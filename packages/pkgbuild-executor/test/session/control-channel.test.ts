import { rejectionOf } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { summary, writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\n';

/** Finds the driver's socket among the descriptors that bash has put aside, and writes to it. */
const FORGE = `_forge() {
  local fd
  for fd in /proc/$$/fd/*; do
    fd=\${fd##*/}
    [[ $(readlink "/proc/$$/fd/$fd") == socket:* ]] && printf "$@" >&"$fd"
  done
  :
}
`;

describe('a recipe that forges', () => {
  it('cannot reach the control pipe, in its own shell or in a child', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { { : >&3; } 2>/dev/null || echo none; { : >&4; } 2>/dev/null || echo none; ls -l /proc/self/fd | grep -c socket || :; }\n`,
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['none', 'none', '0']);
  });

  it('has none while the file is sourced or pkgver() runs', async () => {
    const recipe = await writeRecipe(`${HEAD}_count() { ls -l /proc/self/fd | grep -c socket >&2 || :; }
_count
pkgver() { _count; echo 1; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['0', '0']);
  });

  it.each([
    ['an answer', "'x\\0000\\0001\\000'"],
    ['the answer, before the function has ended', '"$__rbee_request\\0000\\0001\\000"'],
    ['part of an answer', "'x'"],
    ['endless bytes', '"$(seq 50000)"'],
  ])('%s is found out', async (_, format) => {
    const recipe = await writeRecipe(
      `${HEAD}${FORGE}prepare() { _forge ${format}; sleep 0.1; }\nbuild() { :; }\n`,
      { limits: { phaseMilliseconds: 10_000 } },
    );
    expect(await rejectionOf(recipe.run())).toMatchObject({
      code: 'FUNCTION_FAILED',
      message: 'The recipe wrote to the pipe on which bash reports, so its reports cannot be trusted',
    });
  });

  it('prints text like a reply, which stays text', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { printf 'phase-end\\0build\\0000\\n'; echo "call build 0"; }\n`,
    );
    await recipe.run();
    expect(summary(recipe.events)).toEqual([
      'phase-start build',
      'build: phase-end\0build\u00000',
      'build: call build 0',
      'phase-end build',
    ]);
  });

  it.each(['mkfifo', 'ln -sf /etc/passwd', 'mkdir'])(
    'puts something else (%s) in place of the note',
    async (put) => {
      const recipe = await writeRecipe(`${HEAD}build() { ${put} "$__rbee_failure"; exit 5; }\n`);
      expect(await rejectionOf(recipe.run())).toMatchObject({
        code: 'FUNCTION_FAILED',
        message: 'build() called exit 5, or exec: nothing after it ran',
      });
    },
  );

  it('replaces the commands that the driver uses', async () => {
    const recipe =
      await writeRecipe(`${HEAD}cd() { echo cd; }; printf() { echo printf; }; read() { :; }; source() { :; }
set -u; IFS=0123456789abcdef
prepare() { echo one; }
build() { echo two "$PWD"; }
`);
    await recipe.run();
    expect(recipe.lines()).toEqual(['one', `two ${recipe.options.srcDir}`]);
  });
});
