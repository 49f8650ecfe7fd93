import path from 'node:path';
import { createGitRepository, startGitServer } from '@rbee-internal/test-kit';
import { describe, expect, test } from 'vitest';
import { fetchSources } from '../../src/index.js';
import { request, useWorkspace } from '../support/workspace.js';

function pointer(size: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize ${size}\n`;
}

async function eventsOf(files: Record<string, string>, git: 'embedded' | 'system') {
  const workspace = await useWorkspace();
  const repository = await createGitRepository(path.join(workspace.root, 'remote/tool'));
  await repository.commit(files);
  const { url } = await startGitServer(path.join(workspace.root, 'remote'));
  await fetchSources([request(`git+${url}/tool`)], { ...workspace, git });
  return workspace.events.filter(({ type }) => type === 'lfs-pointers');
}

describe.each(['embedded', 'system'] as const)(
  'files that Git LFS keeps elsewhere, by the %s git,',
  (git) => {
    test('are named, with how much they stand for', async () => {
      const files = {
        '.gitattributes': '*.gguf filter=lfs diff=lfs merge=lfs -text\n',
        'models/a.gguf': pointer(1_000_000),
        'models/b.gguf': pointer(24),
        'readme.gguf.txt': 'text',
      };
      expect(await eventsOf(files, git)).toEqual([
        {
          type: 'lfs-pointers',
          name: 'tool',
          count: 2,
          bytes: 1_000_024,
          paths: ['models/a.gguf', 'models/b.gguf'],
        },
      ]);
    });

    test('are none in a repository that does not use it', async () => {
      expect(await eventsOf({ 'docs/pointer': pointer(5), '.gitattributes': '* text=auto\n' }, git)).toEqual(
        [],
      );
    });
  },
);
