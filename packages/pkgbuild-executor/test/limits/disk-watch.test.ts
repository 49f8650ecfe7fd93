import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchDisk } from '../../src/limits/disk-watch.js';
import { resolveOptions } from '../../src/options.js';
import { writeRecipe } from '../recipe.js';

it('reports that the disk cannot be looked at, until it is stopped', async () => {
  const { options } = await writeRecipe('build() { :; }\n');
  const onFault = vi.fn();
  const watch = watchDisk({
    options: { ...resolveOptions(options), workDir: path.join(options.workDir, 'gone') },
    onLimit: vi.fn(),
    onFault,
  });
  onTestFinished(watch.stop);
  await vi.waitFor(() => expect(onFault.mock.calls).toEqual([[expect.objectContaining({ code: 'ENOENT' })]]));
  watch.stop();
  await watch.check();
  expect(onFault).toHaveBeenCalledTimes(1);
});
