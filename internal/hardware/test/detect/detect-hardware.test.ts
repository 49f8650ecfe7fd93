import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { readHardwareSnapshot } from '../../src/schema.js';
import { fakeSystem, fixture, pci, pciBus, SMI_QUERY, systemError } from '../fake-system.js';

const bus = pciBus(
  pci('0000:00:00.0', '60000 8086:3EC2'),
  pci('0000:00:02.0', '30000 8086:3E92', 'i915'),
  pci('0000:01:00.0', '30000 10DE:2684', 'nvidia'),
  pci('0000:01:00.1', '40300 10DE:22BA', 'snd_hda_intel'),
  pci('0000:41:00.0', '30200 10DE:2504', 'nvidia'),
);

const workstation = fakeSystem({
  folders: bus.folders,
  files: {
    ...bus.files,
    '/proc/cpuinfo': fixture('cpuinfo-x86.txt'),
    '/proc/meminfo': fixture('meminfo.txt'),
    '/usr/bin/ldd': fixture('ldd-glibc.sh'),
    '/proc/driver/nvidia/version': fixture('nvidia-proc-version.txt'),
  },
  commands: {
    [SMI_QUERY]: fixture('nvidia-smi-query.txt'),
    'nvidia-smi': fixture('nvidia-smi.txt'),
    'nvcc --version': fixture('nvcc.txt'),
    'vulkaninfo --summary': fixture('vulkaninfo-summary.txt'),
  },
});

describe('a Linux workstation with two NVIDIA cards', () => {
  test('every fact carries its source', async () => {
    const { failures, cpuFeatures, ...snapshot } = await detectHardware(workstation);
    expect(cpuFeatures?.source).toBe('/proc/cpuinfo');
    expect(cpuFeatures?.value).toEqual(expect.arrayContaining(['avx2', 'sse3', 'x86-64-v2', 'x86-64-v3']));
    expect(cpuFeatures?.value).not.toContain('x86-64-v4');
    expect(snapshot).toEqual({
      specificationVersion: 1,
      takenAt: '2026-03-01T12:00:00.000Z',
      os: { value: 'linux', source: 'host' },
      architecture: { value: 'x86_64', source: 'host' },
      cpuModel: { value: 'Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz', source: '/proc/cpuinfo' },
      memoryBytes: { value: 65_526_184 * 1024, source: '/proc/meminfo' },
      libc: { value: { name: 'glibc', version: '2.39' }, source: '/usr/bin/ldd' },
      gpus: {
        value: [
          {
            vendor: 'intel',
            kind: 'integrated',
            pciAddress: '0000:00:02.0',
            pciId: '8086:3e92',
            driver: 'i915',
          },
          {
            vendor: 'nvidia',
            kind: 'discrete',
            pciAddress: '0000:01:00.0',
            pciId: '10de:2684',
            driver: 'nvidia',
          },
          {
            vendor: 'nvidia',
            kind: 'discrete',
            pciAddress: '0000:41:00.0',
            pciId: '10de:2504',
            driver: 'nvidia',
          },
        ],
        source: '/sys/bus/pci/devices',
      },
      cuda: {
        driverVersion: { value: '550.54.14', source: '/proc/driver/nvidia/version' },
        supportedCuda: { value: '12.4', source: 'nvidia-smi' },
        toolkitVersion: { value: '12.4.131', source: 'nvcc --version' },
        devices: {
          value: [
            {
              name: 'NVIDIA GeForce RTX 4090',
              computeCapability: '8.9',
              memoryBytes: 24_564 * 1024 * 1024,
              uuid: 'GPU-8f3c1b1e-5d44-4a0e-9f5b-0a1b2c3d4e5f',
              pciAddress: '0000:01:00.0',
              visible: true,
            },
            {
              name: 'NVIDIA GeForce RTX 3060',
              computeCapability: '8.6',
              memoryBytes: 12_288 * 1024 * 1024,
              uuid: 'GPU-11111111-2222-3333-4444-555555555555',
              pciAddress: '0000:41:00.0',
              visible: true,
            },
          ],
          source: SMI_QUERY,
        },
      },
      rocm: {},
      vulkan: {
        loaderVersion: { value: '1.3.280', source: 'vulkaninfo --summary' },
        devices: {
          value: [
            { name: 'NVIDIA GeForce RTX 4090', type: 'discrete', apiVersion: '1.3.277', vendor: 'nvidia' },
            {
              name: 'AMD Radeon Graphics (RADV RAPHAEL_MENDOCINO)',
              type: 'integrated',
              apiVersion: '1.3.274',
              vendor: 'amd',
            },
            {
              name: 'llvmpipe (LLVM 17.0.6, 256 bits)',
              type: 'cpu',
              apiVersion: '1.3.274',
              vendor: 'other',
            },
          ],
          source: 'vulkaninfo --summary',
        },
      },
      metal: {},
    });
    expect(failures).toContainEqual({
      probe: 'rocm',
      source: 'rocminfo',
      code: 'NOT_FOUND',
      reason: "ENOENT: no such file or directory, spawn 'rocminfo'",
    });
  });

  test('the snapshot survives being saved and read', async () => {
    const snapshot = await detectHardware(workstation);
    expect(readHardwareSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual({ value: snapshot });
  });

  test('failures come in the same order each time', async () => {
    const [first, second] = await Promise.all([detectHardware(workstation), detectHardware(workstation)]);
    expect(first).toEqual(second);
    expect(first.failures.map(({ probe }) => probe)).toEqual(first.failures.map(({ probe }) => probe).sort());
  });

  test('an override replaces, removes and adds facts', async () => {
    const snapshot = await detectHardware({
      ...workstation,
      override: {
        architecture: 'aarch64',
        cpuFeatures: null,
        cuda: { driverVersion: '470.57.02' },
        vulkan: null,
      },
    });
    expect(snapshot.architecture).toEqual({ value: 'aarch64', source: 'override' });
    expect(snapshot).not.toHaveProperty('cpuFeatures');
    expect(snapshot.cuda.driverVersion).toEqual({ value: '470.57.02', source: 'override' });
    expect(snapshot.cuda.devices?.source).toBe(SMI_QUERY);
    expect(snapshot.vulkan).toEqual({});
  });
});

test('a machine that tells nothing gives its name and the failures, each with a reason', async () => {
  const { failures, ...snapshot } = await detectHardware(fakeSystem({}));
  expect(snapshot).toEqual({
    specificationVersion: 1,
    takenAt: '2026-03-01T12:00:00.000Z',
    os: { value: 'linux', source: 'host' },
    architecture: { value: 'x86_64', source: 'host' },
    cuda: {},
    rocm: {},
    vulkan: {},
    metal: {},
  });
  expect(failures.length).toBeGreaterThan(10);
  expect(failures.filter(({ code, reason }) => code !== 'NOT_FOUND' || reason === '')).toEqual([]);
});

describe('macOS', () => {
  const sysctl = 'sysctl hw.memsize hw.optional machdep.cpu';
  const profiler = 'system_profiler SPDisplaysDataType -json';

  test('an Apple chip, seen from a process that Rosetta translates', async () => {
    const { failures, ...snapshot } = await detectHardware(
      fakeSystem({
        os: 'macos',
        architecture: 'x86_64',
        files: { '/System/Library/CoreServices/SystemVersion.plist': fixture('SystemVersion.plist') },
        commands: {
          [sysctl]: { exitCode: 1, stdout: fixture('sysctl-apple.txt') },
          [profiler]: fixture('system-profiler-apple.json'),
        },
      }),
    );
    expect(failures).toEqual([]);
    expect(snapshot).toMatchObject({
      architecture: { value: 'aarch64', source: sysctl },
      osVersion: { value: '14.5', source: '/System/Library/CoreServices/SystemVersion.plist' },
      memoryBytes: { value: 32 * 1024 ** 3, source: sysctl },
      gpus: { value: [{ vendor: 'apple', kind: 'integrated', name: 'Apple M1 Pro' }], source: profiler },
      cuda: {},
      metal: {
        chip: { value: 'Apple M1 Pro', source: sysctl },
        devices: { value: [{ name: 'Apple M1 Pro', support: 'metal3' }], source: profiler },
      },
    });
    expect(snapshot.cpuFeatures?.value).toEqual(expect.arrayContaining(['asimd', 'asimddp', 'neon']));
  });

  test('an Intel Mac with two GPUs; its version from sw_vers', async () => {
    const snapshot = await detectHardware(
      fakeSystem({
        os: 'macos',
        commands: {
          'sw_vers -productVersion': '13.6.7\n',
          [sysctl]: { exitCode: 1, stdout: fixture('sysctl-intel.txt') },
          [profiler]: fixture('system-profiler-intel.json'),
        },
      }),
    );
    expect(snapshot.architecture).toEqual({ value: 'x86_64', source: 'host' });
    expect(snapshot.osVersion).toEqual({ value: '13.6.7', source: 'sw_vers -productVersion' });
    expect(snapshot.metal.chip).toBeUndefined();
    expect(snapshot.cpuFeatures?.value).toContain('x86-64-v3');
    expect(snapshot.gpus?.value).toEqual([
      { vendor: 'intel', kind: 'integrated', name: 'Intel UHD Graphics 630' },
      { vendor: 'amd', kind: 'discrete', name: 'AMD Radeon Pro 5300M' },
    ]);
  });

  test('without system_profiler an Apple chip still has its GPU', async () => {
    const snapshot = await detectHardware(
      fakeSystem({ os: 'macos', commands: { [sysctl]: fixture('sysctl-apple.txt') } }),
    );
    expect(snapshot.gpus?.value).toEqual([{ vendor: 'apple', kind: 'integrated', name: 'Apple M1 Pro' }]);
    expect(snapshot.metal.devices?.value).toEqual([{ name: 'Apple M1 Pro' }]);
  });
});

test('Windows tells its inventory and the features of its processor', async () => {
  const snapshot = await detectHardware({
    ...fakeSystem({ os: 'windows' }),
    run: async (program, args) => {
      if (program !== 'powershell.exe') throw systemError('ENOENT', program);
      const stdout = args.at(-1)?.includes('Get-CimInstance')
        ? fixture('windows-inventory.json')
        : '13,36,37,38,39,40\r\n';
      return { exitCode: 0, stdout, stderr: '' };
    },
  });
  expect(snapshot.cpuModel?.value).toBe('Intel(R) Core(TM) Ultra 7 155H');
  expect(snapshot.memoryBytes?.value).toBe(33_947_123_712);
  expect(snapshot.gpus?.value).toEqual([
    { vendor: 'nvidia', kind: 'discrete', name: 'NVIDIA GeForce RTX 4070 Laptop GPU', pciId: '10de:2860' },
    { vendor: 'intel', kind: 'integrated', name: 'Intel(R) Arc(TM) Graphics', pciId: '8086:7d55' },
    { vendor: 'other', kind: 'virtual', name: 'Microsoft Remote Display Adapter' },
  ]);
  expect(snapshot.cpuFeatures).toEqual({
    value: ['avx', 'avx2', 'pni', 'sse3', 'sse4_1', 'sse4_2', 'ssse3'],
    source: 'powershell IsProcessorFeaturePresent',
  });
});
