import path from 'node:path';
import { expect, test } from 'vitest';
import { createGitRepository, startGitServer, useTempDir } from '../../src/index.js';

test('a repository is served over smart HTTP', async () => {
  const root = await useTempDir();
  const repository = await createGitRepository(path.join(root, 'tool'));
  const commit = await repository.commit({ 'bin/run*': '#!/bin/sh\n', README: 'hi\n' });
  const server = await startGitServer(root);
  expect(await repository.git('ls-remote', `${server.url}/tool`, 'refs/heads/main')).toBe(
    `${commit}\trefs/heads/main`,
  );
  expect(await repository.git('ls-tree', 'HEAD', 'bin/run')).toMatch(/^100755 /);
});
