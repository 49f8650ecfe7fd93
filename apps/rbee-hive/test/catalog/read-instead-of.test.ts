import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rejectionOf, useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { readInsteadOf } from '../../src/catalog/read-instead-of.js';

const never = new AbortController().signal;

async function withSettings(text: string) {
  const home = await useTempDir();
  await writeFile(path.join(home, '.gitconfig'), text);
  return { HOME: home, GIT_CONFIG_NOSYSTEM: '1', PATH: process.env.PATH };
}

test('what git asks instead is read from its settings, included files too', async () => {
  const env = await withSettings(`
[url "https://mirror.example/"]
\tinsteadOf = https://git.example/
\tinsteadOf = ex:
[url "git@forge.example:"]
\tinsteadOf = https://forge.example/
[url "/srv/git/"]
\tinsteadOf = https://local.example/
[include]
\tpath = more
`);
  await writeFile(
    path.join(env.HOME, 'more'),
    '[url "ssh://git@c.example/"]\n\tinsteadof = https://c.example/\n',
  );
  expect(await readInsteadOf({ env, signal: never })).toEqual([
    { for: 'git', prefix: 'https://git.example/', replacements: ['https://mirror.example/'] },
    { for: 'git', prefix: 'ex:', replacements: ['https://mirror.example/'] },
    { for: 'git', prefix: 'https://forge.example/', replacements: ['ssh://git@forge.example/'] },
    { for: 'git', prefix: 'https://local.example/', replacements: ['/srv/git/'] },
    { for: 'git', prefix: 'https://c.example/', replacements: ['ssh://git@c.example/'] },
  ]);
});

test('a base with a user or password is left out', async () => {
  const env = await withSettings(`
[url "https://me:secret@mirror.example/"]
\tinsteadOf = https://a.example/
[url "https://token@mirror.example/"]
\tinsteadOf = https://b.example/
`);
  expect(await readInsteadOf({ env, signal: never })).toEqual([]);
});

test('the settings of the repository that it is started in do not count', async () => {
  const env = await withSettings('');
  const repository = path.join(env.HOME, 'repository.git');
  for (const folder of ['objects', 'refs']) await mkdir(path.join(repository, folder), { recursive: true });
  await writeFile(path.join(repository, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(
    path.join(repository, 'config'),
    '[url "https://bad.example/"]\n\tinsteadOf = https://a.example/\n',
  );
  expect(await readInsteadOf({ env: { ...env, GIT_DIR: repository }, signal: never })).toEqual([]);
});

test('without git, and with settings that cannot be read, there is nothing', async () => {
  expect(await readInsteadOf({ env: { PATH: '/nonexistent' }, signal: never })).toEqual([]);
  expect(await readInsteadOf({ env: await withSettings('[url'), signal: never })).toEqual([]);
});

test('it can be cancelled', async () => {
  const env = await withSettings('');
  const reason = new Error('enough');
  expect(await rejectionOf(readInsteadOf({ env, signal: AbortSignal.abort(reason) }))).toBe(reason);
});
