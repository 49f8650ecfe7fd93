import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import type { DetectHardwareOptions } from '../../src/detect/options.js';
import { readHardwareSnapshot } from '../../src/schema.js';
import { explainVariants } from '../../src/variants/explain-variants.js';
import { fakeSystem, fixture, systemError } from '../fake-system.js';
import { LLM_VARIANTS } from '../machines.js';
import { randomFrom } from '../random.js';

const fixtures = readdirSync(new URL('../fixtures/', import.meta.url)).map(fixture);
const systems = ['linux', 'macos', 'windows'] as const;

/** A machine where every file, folder and program answers with what `text` gives. */
function sameEverywhere(os: (typeof systems)[number], text: () => string): DetectHardwareOptions {
  return {
    ...fakeSystem({ os, env: { CUDA_VISIBLE_DEVICES: text(), HSA_OVERRIDE_GFX_VERSION: text() } }),
    readFile: async () => text(),
    listFolder: async () => ['0', '0000:01:00.0', '../..', ...text().split('\n').slice(0, 50)],
    run: async () => ({ exitCode: 0, stdout: text(), stderr: text() }),
    maxProbeBytes: 100_000,
  };
}

async function expectSound(options: DetectHardwareOptions): Promise<void> {
  const snapshot = await detectHardware(options);
  expect(
    snapshot.failures.filter(({ source }) => ['machine', 'cuda', 'rocm', 'vulkan'].includes(source)),
  ).toEqual([]);
  expect(readHardwareSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual({ value: snapshot });
  expect(explainVariants(LLM_VARIANTS, snapshot).variants).toHaveLength(LLM_VARIANTS.length);
}

test('there are fixtures to mix up', () => {
  expect(fixtures.length).toBeGreaterThan(15);
});

describe.each(systems)('%s', (os) => {
  test.each([
    ['nothing', ''],
    ['zeros', '\0'.repeat(5000)],
    ['one long line', 'a,'.repeat(50_000)],
    ['many lines', 'GPU0:\n'.repeat(10_000)],
    ['many agents', 'Agent 1\n Name: gfx1100\n Device Type: GPU\n'.repeat(2000)],
    ['opening brackets', '['.repeat(90_000)],
    ['control characters', '\u001b[31mName:\u202e gfx1100\u0007\r\n'.repeat(100)],
    ['huge numbers', `MemTotal: ${'9'.repeat(400)} kB\nhw.memsize: ${'9'.repeat(16)}\n{"memory":1e400}`],
    ['the wrong JSON', '{"SPDisplaysDataType":[null,1,{"sppci_model":{}}],"gpus":7,"memory":"x","cpu":[]}'],
  ])('%s everywhere', async (_, text) => {
    await expectSound(sameEverywhere(os, () => text));
  });

  test('real outputs, cut, doubled and given to the wrong question', async () => {
    const random = randomFrom(os);
    for (let round = 0; round < 150; round += 1) {
      const text = () => {
        const a = random.pick(fixtures);
        const b = random.pick(fixtures);
        return (
          a.slice(random.below(a.length)) +
          b.slice(0, random.below(b.length)).replaceAll(':', random.pick([':', '=', '']))
        );
      };
      await expectSound(sameEverywhere(os, text));
    }
  });
});

test('answers of the wrong type are failures, not crashes', async () => {
  const wrong = async () => 7 as unknown as never;
  const { failures } = await detectHardware({
    ...fakeSystem({}),
    readFile: wrong,
    listFolder: wrong,
    run: wrong,
  });
  expect(failures.map(({ code }) => code)).toContain('FAILED');
});

test('more than the limit is a failure of a program, and cut of a file', async () => {
  const snapshot = await detectHardware({
    ...fakeSystem({
      files: { '/proc/meminfo': `MemTotal: 1024 kB\n${'x'.repeat(5000)}` },
      commands: { rocminfo: 'x'.repeat(5000) },
    }),
    maxProbeBytes: 1000,
  });
  expect(snapshot.memoryBytes?.value).toBe(1024 * 1024);
  expect(snapshot.failures.find(({ source }) => source === 'rocminfo')).toEqual({
    probe: 'rocm',
    source: 'rocminfo',
    code: 'TOO_LARGE',
    reason: 'More than 1000 bytes.',
  });
});

test.each([
  ['EACCES', 'DENIED'],
  ['EPERM', 'DENIED'],
  ['ENOENT', 'NOT_FOUND'],
  ['ENOTDIR', 'NOT_FOUND'],
  ['EIO', 'FAILED'],
])('%s is %s', async (system, code) => {
  const { failures } = await detectHardware({
    ...fakeSystem({}),
    readFile: async (path) => {
      throw systemError(system, path);
    },
  });
  expect(failures.find(({ source }) => source === '/proc/meminfo')).toMatchObject({
    code,
    reason: `${system}: /proc/meminfo`,
  });
});

test('thousands of devices are cut to what a machine can have', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => `GPU-${i}, 00000000:01:00.0, 1, 550.54, 8.9, Card`);
  const { cuda } = await detectHardware({
    ...fakeSystem({}),
    run: async () => ({ exitCode: 0, stdout: rows.join('\n'), stderr: '' }),
  });
  expect(cuda.devices?.value).toHaveLength(64);
});
