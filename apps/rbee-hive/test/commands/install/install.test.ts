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

/** What `rbee-hive config set mirror` would write. */
async function writeMirrors(home: string, mirrors: readonly string[]): Promise<void> {
  await mkdir(path.join(home, '.config/rbee'), { recursive: true });
  await writeFile(path.join(home, '.config/rbee/config.toml'), `mirror = ${JSON.stringify(mirrors)}\n`);
}

describe('sources of a server that cannot be reached', () => {
  test('come from where the command line and git’s own settings say', async () => {
    const { home, files, git, hive } = await useAway();
    await writeFile(path.join(home, '.gitconfig'), `[url "${git.url}/"]\n\tinsteadOf = ${AWAY}\n`);
    // What is typed takes the place of what the configuration says.
    await writeMirrors(home, [`${AWAY}tool=${files.url}/none`]);
    const installed = await hive('install', '--from', 'recipe', '--mirror', `${AWAY}tool=${files.url}/tool`);
    expect(installed).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('error') });
    expect(files.requests.map(({ path: asked }) => asked)).toEqual(['/tool']);
  });

  test('come from where the configuration says, one address after the other', async () => {
    const { home, files, git, hive } = await useAway();
    const tool = ['none', 'tool'].map((name) => `${AWAY}tool=${files.url}/${name}`);
    await writeMirrors(home, [`${AWAY}=${git.url}/`, ...tool]);
    expect(await hive('install', '--from', 'recipe')).toMatchObject({ exitCode: 0 });
    expect(files.requests.map(({ path: asked }) => asked)).toEqual(['/none', '/tool']);
  });

  test('a password in a mirror is refused', async () => {
    const { hive } = await useAway();
    const refused = await hive('install', 'x', '--mirror', `${AWAY}=https://me:secret@b.example/`);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('user or password') });
  });
});
