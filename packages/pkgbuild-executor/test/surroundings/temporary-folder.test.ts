import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { listTree, testWith, useTempDir } from '@rbee-internal/test-kit';
import { expect, it } from 'vitest';
import { describeEachGuard } from '../guards.js';
import { writeRecipe } from '../recipe.js';

const HEAD = 'pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\n';

/** A work folder whose name alone is longer than that of a socket may be. */
async function longFolder(): Promise<string> {
  const folder = path.join(await useTempDir(), 'x'.repeat(90), 'work');
  await mkdir(folder, { recursive: true });
  return folder;
}

describeEachGuard('TMPDIR (sandbox: %s)', (sandbox) => {
  testWith('python3', 'is short enough for sockets, wherever the build is', async () => {
    const workDir = await longFolder();
    const recipe = await writeRecipe(
      `${HEAD}build() { echo "$TMPDIR"; python3 -c 'import multiprocessing as m
if __name__ == "__main__":
  x = m.Manager().dict(); x[1] = 2; print("manager", x[1])'; }
`,
      { sandbox, workDir },
    );
    await recipe.run();
    const [folder = '', ...printed] = recipe.lines('stdout');
    expect(printed).toEqual(['manager 2']);
    expect(folder.length).toBeLessThanOrEqual(60);
    expect(await stat(folder).catch(() => 'gone')).toBe('gone');
    expect(await listTree(workDir)).toEqual(['home/', 'tmp/']);
  });

  it('is the same folder in every function, private and empty at first', async () => {
    const recipe = await writeRecipe(
      `${HEAD}build() { ls -A "$TMPDIR"; stat -c %a "$TMPDIR"; mktemp >/dev/null; echo kept > "$TMPDIR/kept"; }
package() { cat "$TMPDIR/kept"; }
`,
      { sandbox },
    );
    await recipe.run();
    expect(recipe.lines()).toEqual(['700', 'kept']);
  });
});
