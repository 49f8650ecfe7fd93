import type { ProcessTree } from '@rbee-internal/system/process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { resolveOptions } from '../src/options.js';
import { watchResources } from '../src/resource-watch.js';
import { writeRecipe } from './recipe.js';

it('tells when processes cannot be looked at, rather than to throw where nobody listens', async () => {
  const { options } = await writeRecipe('build() { :; }\n');
  const fault = new Error('too many open files');
  const tree: ProcessTree = {
    members() {
      throw fault;
    },
    freeze: () => undefined,
    resume: () => undefined,
    strike: () => undefined,
    keep: () => undefined,
    endOthers: async () => undefined,
    end: async () => [],
  };
  const onFault = vi.fn();
  const watch = watchResources({ options: resolveOptions(options), tree, onLimit: vi.fn(), onFault });
  onTestFinished(() => watch.stop());
  await vi.waitFor(() => expect(onFault).toHaveBeenCalledWith(fault));
});
