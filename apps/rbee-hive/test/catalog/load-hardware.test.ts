import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { runHive } from '../run-hive.js';

const NO_GPU = JSON.stringify({ gpus: [], cuda: null, rocm: null, vulkan: null, metal: null });

test('hardware prints facts that --as reads, and RBEE_HARDWARE corrects', async () => {
  const home = await useTempDir();
  const env = { RBEE_HARDWARE: '{"cuda":{"driverVersion":"550.54"}}' };
  const { stdout, exitCode } = await runHive(['hardware'], { home, env });
  expect(exitCode).toBe(0);
  const snapshot = JSON.parse(stdout);
  expect(snapshot).toMatchObject({ specificationVersion: 1, cuda: { driverVersion: { value: '550.54' } } });

  snapshot.gpus = { value: [], source: 'test' };
  await writeFile(path.join(home, 'gpu.json'), JSON.stringify({ ...snapshot, ...NVIDIA }));
  const explained = await runHive(['explain', 'llm-worker-rbee', '--as', 'gpu.json'], { home });
  expect(explained.stdout).toMatch(/^llm-worker-rbee-cuda /m);
  expect(explained.stdout).toMatch(/^ {2}llm-worker-rbee-metal: unusable\./m);
});

const NVIDIA = {
  cuda: {
    driverVersion: { value: '550.54', source: 'nvidia-smi' },
    devices: {
      value: [{ name: 'NVIDIA L4', computeCapability: '8.9', visible: true }],
      source: 'nvidia-smi',
    },
  },
};

test('a worker without its backend is chosen by the hardware', async () => {
  const home = await useTempDir();
  const { stdout } = await runHive(['explain', 'llm-worker-rbee'], { home, env: { RBEE_HARDWARE: NO_GPU } });
  expect(stdout).toMatch(/^llm-worker-rbee-cpu /m);
  const { stdout: available } = await runHive(['available'], { home, env: { RBEE_HARDWARE: NO_GPU } });
  expect(available).toMatch(/^llm-worker-rbee-cuda .* unsupported +No NVIDIA GPU/m);
});

test.each([
  [['hardware'], { RBEE_HARDWARE: '{"nonsense":1}' }],
  [['explain', 'echo-worker-cpu', '--as', 'missing.json'], {}],
])('facts that cannot be used are refused: %j', async (args, env) => {
  expect(await runHive(args, { home: await useTempDir(), env })).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('error HARDWARE_INVALID'),
  });
});
