import type { ProcessInfo, ProcessTree } from '@rbee-internal/system/process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchResources } from '../../src/limits/resource-watch.js';
import { resolveOptions } from '../../src/options.js';
import { writeRecipe } from '../recipe.js';

function treeOf(members: () => ProcessInfo[]): ProcessTree {
  return {
    members,
    freeze: () => undefined,
    resume: () => undefined,
    strike: vi.fn(() => undefined),
    keep: () => undefined,
    endOthers: async () => undefined,
    end: async () => [],
  };
}

/** Processes whose numbers are not in use, so that their memory counts as 0. */
function processes(count: number): ProcessInfo[] {
  return Array.from({ length: count }, (_, index) => ({
    pid: 2 ** 30 + index,
    parent: 1,
    group: 1,
    session: 1,
    startTime: 1,
    cpuTicks: 50,
  }));
}

it('reports that processes cannot be looked at, and does not throw in a timer', async () => {
  const { options } = await writeRecipe('build() { :; }\n');
  const fault = new Error('too many open files');
  const tree = treeOf(() => {
    throw fault;
  });
  const onFault = vi.fn();
  const watch = watchResources({ options: resolveOptions(options), tree, onLimit: vi.fn(), onFault });
  onTestFinished(() => watch.stop());
  await vi.waitFor(() => expect(onFault).toHaveBeenCalledWith(fault));
});

it.each([
  [100, []],
  [101, [['processes', 100]]],
])('of %i processes where 100 are allowed reports %j', async (count, reported) => {
  const { options } = await writeRecipe('build() { :; }\n', { limits: { processes: 100 } });
  const tree = treeOf(() => processes(count));
  const onLimit = vi.fn();
  const watch = watchResources({ options: resolveOptions(options), tree, onLimit, onFault: vi.fn() });
  onTestFinished(() => watch.stop());
  watch.sample();
  expect(onLimit.mock.calls).toEqual(reported);
  expect(tree.strike).toHaveBeenCalledTimes(reported.length);
  expect(watch.cpuMilliseconds()).toBe(count * 500);
});
