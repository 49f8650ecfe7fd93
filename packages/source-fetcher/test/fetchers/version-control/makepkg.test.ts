import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describeWith, testWith } from '@rbee-internal/test-kit';
import { expect } from 'vitest';
import { fetchSources } from '../../../src/index.js';
import { describeTree, runMakepkg } from '../../support/run-makepkg.js';
import { CLIENTS, makeRepository } from '../../support/version-control-repository.js';
import { request, useWorkspace } from '../../support/workspace.js';

describeWith('makepkg', 'the source folder is as makepkg leaves it', () => {
  for (const client of CLIENTS)
    testWith(client, `with ${client}, at every fragment`, { timeout: 120_000 }, async () => {
      const workspace = await useWorkspace();
      const { startDir, srcDir, root } = workspace;
      const { source, revisions } = await makeRepository(client, workspace);
      execFileSync('chmod', ['-R', 'go+rX', path.join(root, 'remote')]);
      const fragments = ['', ...Object.keys(revisions).map((fragment) => `#${fragment}`)];
      const sources = fragments.map(
        (fragment, index) => `${source.replace('tool::', `tool-${index}::`)}${fragment}`,
      );
      await runMakepkg(workspace, { sources });
      await fetchSources(
        sources.map((entry) => request(entry)),
        workspace,
      );
      const expected = describeTree(path.join(startDir, 'src'), startDir);
      expect(expected).toContainEqual(expect.stringMatching(/^tool-0\/f 644 f/));
      expect(describeTree(srcDir, startDir)).toEqual(expected);
    });
});
