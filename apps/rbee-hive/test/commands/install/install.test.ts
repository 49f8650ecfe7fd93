import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createGitRepository, startGitServer, startHttpServer, useTempDir } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { runHive } from '../../run-hive.js';

const AWAY = 'https://away.invalid/';

/** A home with a recipe whose program is in a file and in a repository of a server that cannot be reached. */
async function useAway() {
  const home = await useTempDir();
  const program = '#!/bin/sh\necho hello\n';
  const files = await startHttpServer({ '/tool': { type: 'body', body: program } });
  const repository = await createGitRepository(path.join(home, 'remote/data.git'));
  await repository.commit({ data: 'data' });
  const git = await startGitServer(path.join(home, 'remote'));
  const recipe = path.join(home, 'recipe');
  await mkdir(recipe);
  await writeFile(
    path.join(recipe, 'PKGBUILD'),
    `pkgname=tool\npkgver=1\npkgrel=1\narch=(any)\nsource=(${AWAY}tool git+${AWAY}data.git)\nsha256sums=(SKIP SKIP)
package() { install -Dm755 tool "$pkgdir/usr/bin/tool"; install -Dm644 data/data "$pkgdir/usr/share/data"; }\n`,
  );
  const hive = (...args: string[]) => runHive(args, { home });
  return { home, files, git, hive, env: { GIT_CONFIG_NOSYSTEM: '1' } };
}

async function writeMirrors(home: string, mirrors: readonly object[]): Promise<void> {
  await mkdir(path.join(home, '.config/rbee'), { recursive: true });
  await writeFile(path.join(home, '.config/rbee/mirrors.json'), JSON.stringify({ mirrors }));
}

describe('sources of a server that cannot be reached', () => {
  test('come from where the command line, the user’s file and git’s own settings say', async () => {
    const { home, files, git, hive } = await useAway();
    await writeMirrors(home, [{ prefix: `${AWAY}tool`, replacements: [`${files.url}/none`] }]);
    await writeFile(path.join(home, '.gitconfig'), `[url "${git.url}/"]\n\tinsteadOf = ${AWAY}\n`);
    const mirror = `${AWAY}tool=${files.url}/tool`;
    const installed = await hive('install', '--from', 'recipe', '--mirror', mirror);
    expect(installed.stderr).not.toContain('error');
    expect(installed.exitCode).toBe(0);
    expect(files.requests.map(({ path: asked }) => asked)).toEqual(['/tool']);
  });

  test('come from where the user’s file says, also when a daemon is not used', async () => {
    const { home, files, git, hive } = await useAway();
    await writeMirrors(home, [
      { prefix: AWAY, replacements: [`${git.url}/`] },
      { prefix: `${AWAY}tool`, replacements: [`${files.url}/none`, `${files.url}/tool`] },
    ]);
    expect(await hive('install', '--from', 'recipe')).toMatchObject({ exitCode: 0 });
  });

  test('a password in a mirror is refused', async () => {
    const { hive } = await useAway();
    const refused = await hive('install', 'x', '--mirror', `${AWAY}=https://me:secret@b.example/`);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('user or password') });
  });
});
