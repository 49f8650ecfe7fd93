import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorkerVersions } from '@rbee/worker-catalog';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test, vi } from 'vitest';
import { machineChanges } from '../../src/catalog/machine-changes.js';
// Loaded before the tests, whose time it would take.
import '@rbee/worker-catalog';
import type { CommandContext } from '../../src/context.js';

/** Installed while the C library was of this version. */
const installed = (version: string, id = 'tool-v1-linux') =>
  ({
    workerId: 'tool',
    pinned: false,
    current: {
      id,
      workerType: 'CpuLlm',
      version: '1',
      provenance: { machine: { libc: `glibc ${version}` } },
    },
  }) as unknown as WorkerVersions;

async function useContext() {
  const stateDir = path.join(await useTempDir(), 'state');
  const hardware = vi.fn(async () => ({
    ...{ libc: { value: { name: 'glibc', version: '2.41' }, source: '/usr/bin/ldd' } },
    ...{ cuda: {}, rocm: {}, vulkan: {}, metal: {} },
  }));
  const openView = async () => ({ hardware });
  const context = { stateDir, env: {}, signal: new AbortController().signal, openView };
  return {
    hardware,
    file: path.join(stateDir, 'machine-changes.json'),
    changes: (...versions: WorkerVersions[]) =>
      machineChanges(versions, context as unknown as CommandContext),
    changesWith: (env: Record<string, string>, ...versions: WorkerVersions[]) =>
      machineChanges(versions, { ...context, env } as unknown as CommandContext),
  };
}

test('the hardware is asked once while nothing changes', async () => {
  const { hardware, changes, changesWith } = await useContext();
  expect(await changes(installed('2.41'))).toEqual([]);
  expect(await changes(installed('2.41'))).toEqual([]);
  expect(hardware).toHaveBeenCalledTimes(1);
  await changesWith({ CUDA_VISIBLE_DEVICES: '0' }, installed('2.41'));
  expect(hardware).toHaveBeenCalledTimes(2);
  await changes(installed('2.41', 'tool-v2-linux'));
  expect(hardware).toHaveBeenCalledTimes(3);
});

test('a change is found out each time', async () => {
  const { hardware, changes } = await useContext();
  const sentence = /^tool: .*2\.36.*2\.41.* rbee-hive install tool --force$/;
  expect(await changes(installed('2.36'))).toEqual([expect.stringMatching(sentence)]);
  expect(await changes(installed('2.36'))).toEqual([expect.stringMatching(sentence)]);
  expect(hardware).toHaveBeenCalledTimes(2);
});

test.each([
  ['another text', () => '{'],
  ['something else', () => 'null'],
  ['the answer of the day before yesterday', (text: string) => text.replace(/"foundAt":\d+/, '"foundAt":1')],
  ['an answer of the future', (text: string) => text.replace(/"foundAt":/, '"foundAt":9')],
])('the hardware is asked again when the file has %s', async (_what, edit) => {
  const { hardware, changes, file } = await useContext();
  await changes(installed('2.41'));
  await writeFile(file, edit(await readFile(file, 'utf8')));
  expect(await changes(installed('2.41'))).toEqual([]);
  expect(hardware).toHaveBeenCalledTimes(2);
});

test('without a recorded machine nothing is asked or written', async () => {
  const { hardware, changes, file } = await useContext();
  expect(await changes()).toEqual([]);
  expect(hardware).not.toHaveBeenCalled();
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});
