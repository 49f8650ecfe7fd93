import { test } from 'vitest';
import { killBeforeEachStep } from '../../support/kill-before-each-step.js';
import { killedRepository } from '../../support/killed-repository.js';
import { useWorkspace } from '../../support/workspace.js';

test.each([
  ['cloned', false],
  ['brought up to date', true],
])(
  'a repository that is %s by the system git: killed before each step, the next call finds all in order',
  { timeout: 120_000 },
  async (_, isUpdate) => {
    const workspace = await useWorkspace();
    await killBeforeEachStep(workspace, await killedRepository(workspace, { git: 'system', isUpdate }));
  },
);
