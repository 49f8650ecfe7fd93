import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { machineStamp } from '../../src/catalog/machine-stamp.js';

test('another driver, tool, card or variable is another stamp, and nothing else is', async () => {
  const systemRoot = await useTempDir();
  const bin = path.join(systemRoot, 'usr/bin');
  const write = async (place: string, text: string) => {
    await mkdir(path.dirname(path.join(systemRoot, place)), { recursive: true });
    await writeFile(path.join(systemRoot, place), text);
  };
  let env: Record<string, string> = { PATH: bin };
  const stamps = new Set<string>();
  const changesBy = async (change: () => unknown) => {
    await change();
    const stamp = await machineStamp({ env, systemRoot });
    const isNew = !stamps.has(stamp);
    stamps.add(stamp);
    return isNew;
  };
  expect(await changesBy(() => undefined)).toBe(true);
  expect(await changesBy(() => undefined)).toBe(false);
  expect(await changesBy(() => write('proc/driver/nvidia/version', 'NVRM 550'))).toBe(true);
  expect(await changesBy(() => write('proc/driver/nvidia/version', 'NVRM 560'))).toBe(true);
  expect(await changesBy(() => write('usr/bin/nvidia-smi', '1'))).toBe(true);
  expect(await changesBy(() => write('usr/bin/nvidia-smi', '12'))).toBe(true);
  expect(await changesBy(() => write('sys/bus/pci/devices/0000:01:00.0', ''))).toBe(true);
  expect(await changesBy(() => write('usr/share/vulkan/icd.d/radeon.json', ''))).toBe(true);
  expect(await changesBy(() => write('usr/bin/other', ''))).toBe(false);
  expect(await changesBy(() => (env = { ...env, TERM: 'dumb' }))).toBe(false);
  expect(await changesBy(() => (env = { ...env, RBEE_HARDWARE: 'cuda=none' }))).toBe(true);
  expect(await changesBy(() => (env = { ...env, CUDA_VISIBLE_DEVICES: '1' }))).toBe(true);
});
