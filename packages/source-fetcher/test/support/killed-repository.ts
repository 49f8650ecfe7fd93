import path from 'node:path';
import { createGitRepository, startGitServer } from '@rbee-internal/test-kit';
import { fetchSources } from '../../src/index.js';
import type { Scenario } from './kill-before-each-step.js';
import { request, type Workspace } from './workspace.js';

/** A repository that is cloned, or brought up to date. */
export async function killedRepository(
  { root, startDir, srcDir, cacheDir }: Workspace,
  { git, isUpdate }: { git: Scenario['git']; isUpdate: boolean },
): Promise<Scenario> {
  const remote = await createGitRepository(path.join(root, 'remote/tool'));
  await remote.commit({ f: 'old', 'sub/g': 'g' });
  const { url } = await startGitServer(path.join(root, 'remote'));
  const entries = [`git+${url}/tool`];
  if (isUpdate) {
    await fetchSources(
      entries.map((entry) => request(entry)),
      { startDir, srcDir, cacheDir, git },
    );
    await remote.commit({ f: 'new' });
  }
  return {
    entries,
    git,
    expected: { 'tool/f': isUpdate ? 'new' : 'old', 'tool/sub/g': 'g' },
    steps: [
      /^rename .*mirrors\/\*\/packed-refs$/,
      /^rename .*mirrors\/\*\/fetched.json$/,
      /^copyFile /,
      /^rename .* \/src\/tool$/,
    ],
  };
}
