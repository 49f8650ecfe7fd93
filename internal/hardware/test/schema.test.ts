import { describe, expect, test } from 'vitest';
import { parseHardwareOverride } from '../src/parse-hardware-override.js';
import { readHardwareSnapshot } from '../src/schema.js';
import { cuda, machine, rocm, vulkan } from './machines.js';

describe('readHardwareSnapshot', () => {
  const saved = machine(
    cuda('550.54', '12.4', 'A 8.6 12'),
    rocm('6.2', 'B gfx1100 24'),
    vulkan('1.3', 'C cpu other 1.3'),
  );

  test('reads what was saved and leaves out what it does not know', () => {
    const newer = { ...saved, later: 1, cuda: { ...saved.cuda, later: { value: 1, source: 'x' } } };
    expect(readHardwareSnapshot(JSON.parse(JSON.stringify(newer)))).toEqual({ value: saved });
  });

  test.each([
    [null, 'the whole: '],
    ['{}', 'the whole: '],
    [{ ...saved, specificationVersion: 2 }, 'specificationVersion: '],
    [{ ...saved, takenAt: 'yesterday' }, 'takenAt: '],
    [{ ...saved, os: { value: 'plan9', source: 'host' } }, 'os.value: '],
    [{ ...saved, architecture: 'x86_64' }, 'architecture: '],
    [{ ...saved, cuda: undefined }, 'cuda: '],
    [
      { ...saved, cuda: { driverVersion: { value: 'new', source: '' } } },
      'cuda.driverVersion.value: must be a version',
    ],
    [{ ...saved, memoryBytes: { value: -1, source: '' } }, 'memoryBytes.value: '],
    [
      { ...saved, rocm: { devices: { value: [{ name: 'A', gfx: [] }], source: '' } } },
      'rocm.devices.value.0.gfx: ',
    ],
    [
      { ...saved, gpus: { value: Array(5000).fill({ vendor: 'amd', kind: 'discrete' }), source: '' } },
      'gpus.value: ',
    ],
  ])('%#: says where it is wrong', (json, problem) => {
    expect(readHardwareSnapshot(json)).toEqual({ problem: expect.stringContaining(problem) });
  });
});

describe('parseHardwareOverride', () => {
  test('bare values; devices are visible cards unless said otherwise', () => {
    const text = JSON.stringify({
      os: 'linux',
      libc: null,
      gpus: [{ vendor: 'nvidia' }],
      cuda: { driverVersion: '550.54.14', devices: [{ name: 'RTX 4090', computeCapability: '8.9' }] },
      vulkan: null,
    });
    expect(parseHardwareOverride(text)).toEqual({
      value: {
        os: 'linux',
        libc: null,
        gpus: [{ vendor: 'nvidia', kind: 'discrete' }],
        cuda: {
          driverVersion: '550.54.14',
          devices: [{ name: 'RTX 4090', computeCapability: '8.9', visible: true }],
        },
        vulkan: null,
      },
    });
  });

  test.each(['', '  \n'])('%j overrides nothing', (text) => {
    expect(parseHardwareOverride(text)).toEqual({ value: {} });
  });

  test.each([
    ['no gpu', 'It is not JSON.'],
    ['null', 'the whole: Invalid input: expected object, received null'],
    ['{"cuda":{"driver":"550"}}', 'cuda: Unrecognized key: "driver"'],
    ['{"gpu":[]}', 'the whole: Unrecognized key: "gpu"'],
    ['{"os":null}', 'os: Invalid option: expected one of "linux"|"macos"|"windows"'],
    ['{"cuda":{"driverVersion":"latest"}}', 'cuda.driverVersion: must be a version such as "550.54.14"'],
    [' '.repeat(300_000).concat('{}'), 'It has 300002 characters; 262144 are allowed.'],
  ])('%#: says what is wrong', (text, problem) => {
    expect(parseHardwareOverride(text)).toEqual({ problem });
  });

  test('a name of an object of every language is not a key', () => {
    expect(parseHardwareOverride('{"__proto__":{"os":"macos"}}')).toHaveProperty('problem');
  });
});
