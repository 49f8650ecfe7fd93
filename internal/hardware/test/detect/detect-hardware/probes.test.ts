import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../../src/detect/detect-hardware.js';
import {
  type FakeSystem,
  fakeSystem,
  fixture,
  pci,
  pciBus,
  SMI_OLD_QUERY,
  SMI_QUERY,
} from '../../fake-system.js';

async function detect(system: FakeSystem) {
  return await detectHardware(fakeSystem(system));
}

describe('C library', () => {
  test('musl tells its version when its ldd is run', async () => {
    const { libc } = await detect({
      files: { '/usr/bin/ldd': fixture('ldd-musl.sh') },
      commands: { 'ldd --version': { exitCode: 1, stderr: fixture('ldd-musl-version.txt') } },
    });
    expect(libc).toEqual({ value: { name: 'musl', version: '1.2.5' }, source: 'ldd --version' });
  });

  test.each([
    ['ldd (GNU libc) 2.40\n', '2.40'],
    ['ldd (Debian GLIBC 2.36-9+deb12u14) 2.36\n', '2.36'],
    ['ldd (Gentoo 2.39-r6 (patchset 9)) 2.39\n', '2.39'],
    ['nonsense', undefined],
  ])('%j', async (text, version) => {
    const { libc } = await detect({ commands: { 'ldd --version': text } });
    expect(libc?.value.version).toBe(version);
  });
});

test('an ARM board: features under their own heading, the board as model', async () => {
  const { cpuModel, cpuFeatures } = await detect({
    architecture: 'aarch64',
    files: { '/proc/cpuinfo': fixture('cpuinfo-arm.txt') },
  });
  expect(cpuModel?.value).toBe('Raspberry Pi 5 Model B Rev 1.0');
  expect(cpuFeatures?.value).toEqual(
    'asimd asimddp asimdhp atomics cpuid crc32 evtstrm fp fphp neon'.split(' '),
  );
});

describe('GPUs of the PCI bus', () => {
  test.each([
    ['30000 1002:744C', '0000:03:00.0', { vendor: 'amd', kind: 'discrete' }],
    ['38000 1002:164E', '0000:0f:00.0', { vendor: 'amd', kind: 'integrated' }],
    ['38000 1002:1586', '0000:c5:00.0', { vendor: 'amd', kind: 'discrete' }],
    ['120000 1002:74A1', '0000:05:00.0', { vendor: 'amd', kind: 'discrete' }],
    ['30000 8086:56A0', '0000:03:00.0', { vendor: 'intel', kind: 'discrete' }],
    ['30200 10DE:20B0', '0001:00:00.0', { vendor: 'nvidia', kind: 'discrete' }],
    ['30000 1A03:2000', '0000:02:00.0', { vendor: 'other', kind: 'virtual' }],
    ['30000 1234:1111', '0000:00:01.0', { vendor: 'other', kind: 'virtual' }],
    ['30000 1ED5:0222', '0000:04:00.0', { vendor: 'other', kind: 'unknown' }],
  ])('class and id %s at %s', async (classAndId, pciAddress, expected) => {
    const { gpus } = await detect(pciBus(pci(pciAddress, classAndId)));
    const pciId = classAndId.split(' ')[1]?.toLowerCase();
    expect(gpus?.value).toEqual([{ ...expected, pciAddress, pciId }]);
  });

  test.each(['20000', '40300', '60000', '68000', '10802'])('class %s is none', async (pciClass) => {
    const { gpus } = await detect(pciBus(pci('0000:01:00.0', `${pciClass} 10DE:1234`)));
    expect(gpus).toEqual({ value: [], source: '/sys/bus/pci/devices' });
  });

  test('the GPU of a Tegra board is in the device tree', async () => {
    const { gpus } = await detect({
      files: { '/proc/device-tree/compatible': 'nvidia,p3737-0000+p3701-0000\0nvidia,tegra234\0' },
    });
    expect(gpus?.value).toEqual([{ vendor: 'nvidia', kind: 'integrated', name: 'NVIDIA tegra234' }]);
  });
});

describe('CUDA', () => {
  const files = {
    '/proc/driver/nvidia/version': fixture('nvidia-proc-version-open.txt'),
    '/proc/driver/nvidia/gpus/0000:01:00.0/information': fixture('nvidia-proc-information.txt'),
  };
  const folders = { '/proc/driver/nvidia/gpus': ['0000:01:00.0'], '/dev': ['null', 'nvidia0', 'nvidiactl'] };

  test('without nvidia-smi the files of the driver are believed', async () => {
    const { cuda } = await detect({ files, folders });
    expect(cuda).toEqual({
      driverVersion: { value: '570.86.15', source: '/proc/driver/nvidia/version' },
      supportedCuda: {
        value: '12.8',
        source: "/proc/driver/nvidia/version, and the table of CUDA's release notes",
      },
      devices: {
        value: [
          {
            name: 'NVIDIA GeForce RTX 4090',
            uuid: 'GPU-8f3c1b1e-5d44-4a0e-9f5b-0a1b2c3d4e5f',
            pciAddress: '0000:01:00.0',
            visible: true,
          },
        ],
        source: '/proc/driver/nvidia/gpus',
      },
    });
  });

  test('a container sees the files of the driver, but was not given the device', async () => {
    const inContainer = { ...folders, '/dev': ['null'] };
    const { cuda, failures } = await detect({ files, folders: inContainer });
    expect(cuda.devices).toBeUndefined();
    expect(failures).toContainEqual({
      probe: 'cuda',
      source: '/dev/nvidia0',
      code: 'NOT_FOUND',
      reason: 'The device file of NVIDIA GeForce RTX 4090 is not here; a container has to be given it.',
    });
  });

  test('a failing nvidia-smi is believed more than the files', async () => {
    const stdout =
      'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.90\n';
    const { cuda, failures } = await detect({
      files,
      folders,
      commands: { [SMI_QUERY]: { exitCode: 18, stdout }, [SMI_OLD_QUERY]: { exitCode: 18, stdout } },
    });
    expect(cuda.devices).toBeUndefined();
    expect(failures).toContainEqual({
      probe: 'cuda',
      source: SMI_QUERY,
      code: 'EXIT',
      reason:
        'Ended with 18: Failed to initialize NVML: Driver/library version mismatch NVML library version: 550.90',
    });
  });

  test('a driver that knows no compute capability is asked without it', async () => {
    const { cuda } = await detect({
      commands: {
        [SMI_QUERY]: { exitCode: 2, stdout: 'Field "compute_cap" is not a valid field to query.\n' },
        [SMI_OLD_QUERY]: fixture('nvidia-smi-query-old.txt'),
      },
    });
    expect(cuda.driverVersion).toEqual({ value: '460.32.03', source: SMI_OLD_QUERY });
    expect(cuda.supportedCuda?.value).toBe('11.2');
    expect(cuda.devices?.value).toEqual([
      {
        name: 'Tesla K80',
        memoryBytes: 11_441 * 1024 * 1024,
        uuid: 'GPU-0c2b7d52-9d1e-4f7c-8c0a-7f7b6a5d4c3b',
        pciAddress: '0000:03:00.0',
        visible: true,
      },
    ]);
  });

  test('under WSL the tool is beside the lent libraries', async () => {
    const { cuda } = await detect({
      commands: {
        [SMI_QUERY.replace('nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi')]: fixture('nvidia-smi-query.txt'),
        '/usr/lib/wsl/lib/nvidia-smi': fixture('nvidia-smi.txt'),
      },
    });
    expect(cuda.devices?.value).toHaveLength(2);
    expect(cuda.supportedCuda).toEqual({ value: '12.4', source: '/usr/lib/wsl/lib/nvidia-smi' });
  });

  test('fields that the card does not have are unknown', async () => {
    const { cuda } = await detect({
      commands: { [SMI_QUERY]: '[N/A], 00000000:01:00.0, [N/A], 550.54.14, [N/A], NVIDIA GB10, rev 1\n' },
    });
    expect(cuda.devices?.value).toEqual([
      { name: 'NVIDIA GB10, rev 1', pciAddress: '0000:01:00.0', visible: true },
    ]);
  });

  test('the toolkit by its own file', async () => {
    const { cuda } = await detect({
      files: { '/usr/local/cuda/version.json': '{ "cuda" : { "name" : "CUDA SDK", "version" : "12.6.3" } }' },
    });
    expect(cuda.toolkitVersion).toEqual({ value: '12.6.3', source: '/usr/local/cuda/version.json' });
  });

  test.each([
    [undefined, [true, true]],
    ['0', [true, false]],
    ['1,0', [true, true]],
    ['', [false, false]],
    ['-1', [false, false]],
    ['1,-1,0', [false, true]],
    ['7,0', [false, false]],
    ['GPU-1111', [false, true]],
    ['GPU-', [false, false]],
    ['MIG-GPU-8f3c1b1e-5d44-4a0e-9f5b-0a1b2c3d4e5f/1/0', [true, false]],
    ['MIG-5c89852c-d268-5a4b-a1c7-a5b6b1e5a2c1', [true, true]],
    ['no such thing', [false, false]],
  ])('CUDA_VISIBLE_DEVICES=%j', async (text, expected) => {
    const { cuda } = await detect({
      env: text === undefined ? {} : { CUDA_VISIBLE_DEVICES: text },
      commands: { [SMI_QUERY]: fixture('nvidia-smi-query.txt') },
    });
    expect(cuda.devices?.value.map(({ visible }) => visible)).toEqual(expected);
    expect(cuda.visibleDevices?.value).toBe(text);
  });
});

describe('ROCm', () => {
  const topology = {
    folders: { '/sys/class/kfd/kfd/topology/nodes': ['0', '1'], '/dev': ['kfd', 'null'] },
    files: {
      '/sys/class/kfd/kfd/topology/nodes/0/properties': fixture('kfd-properties-cpu.txt'),
      '/sys/class/kfd/kfd/topology/nodes/1/properties': fixture('kfd-properties.txt'),
    },
  };

  test('rocminfo tells names, targets and memory', async () => {
    const { rocm } = await detect({
      ...topology,
      files: { ...topology.files, '/opt/rocm/.info/version': '6.2.0-66\n' },
      commands: { rocminfo: fixture('rocminfo.txt') },
    });
    expect(rocm).toEqual({
      version: { value: '6.2.0', source: '/opt/rocm/.info/version' },
      devices: {
        value: [
          {
            name: 'Radeon RX 7900 XTX',
            gfx: ['gfx1100', 'gfx11-generic'],
            memoryBytes: 25_149_440 * 1024,
            uuid: 'GPU-754358d3215edcd7',
            visible: true,
          },
          {
            name: 'AMD Instinct MI210',
            gfx: ['gfx90a'],
            memoryBytes: 67_092_480 * 1024,
            uuid: 'GPU-e1c43b4a9d0b54d6',
            visible: true,
          },
        ],
        source: 'rocminfo',
      },
    });
  });

  test('without rocminfo the kernel tells the targets', async () => {
    const { rocm } = await detect({
      ...topology,
      commands: { 'hipconfig --version': '6.2.41133-dd7f95766\n' },
    });
    expect(rocm).toEqual({
      version: { value: '6.2', source: 'hipconfig --version' },
      devices: {
        value: [{ name: 'gfx1100', gfx: ['gfx1100'], visible: true }],
        source: '/sys/class/kfd/kfd/topology/nodes',
      },
    });
  });

  test.each([
    ['90010', 'gfx90a'],
    ['90402', 'gfx942'],
    ['100302', 'gfx1032'],
    ['120001', 'gfx1201'],
    ['90012', 'gfx90c'],
  ])('the kernel writes %s for %s', async (number, gfx) => {
    const path = '/sys/class/kfd/kfd/topology/nodes/1/properties';
    const files = { [path]: `gfx_target_version ${number}\n` };
    const { rocm } = await detect({ folders: topology.folders, files });
    expect(rocm.devices?.value[0]?.gfx).toEqual([gfx]);
  });

  test('a container sees the kernel files, but was not given the device', async () => {
    const folders = { ...topology.folders, '/dev': ['null'] };
    const { rocm, failures } = await detect({ ...topology, folders });
    expect(rocm.devices).toBeUndefined();
    expect(failures.map(({ source }) => source)).toContain('/dev/kfd');
  });

  test('the tool may be where ROCm installs it, outside PATH', async () => {
    const { rocm } = await detect({ commands: { '/opt/rocm/bin/rocminfo': fixture('rocminfo.txt') } });
    expect(rocm.devices?.source).toBe('/opt/rocm/bin/rocminfo');
  });

  test('a rocminfo that may not open the device is believed more than the kernel', async () => {
    const { rocm, failures } = await detect({
      ...topology,
      commands: { rocminfo: { exitCode: 1, stderr: fixture('rocminfo-denied.txt') } },
    });
    expect(rocm.devices).toBeUndefined();
    expect(failures.find(({ source }) => source === 'rocminfo')?.code).toBe('EXIT');
  });

  test.each([
    [{ ROCR_VISIBLE_DEVICES: '1' }, [false, true]],
    [{ ROCR_VISIBLE_DEVICES: '1', HIP_VISIBLE_DEVICES: '0' }, [false, true]],
    [{ ROCR_VISIBLE_DEVICES: '1', HIP_VISIBLE_DEVICES: '1' }, [false, false]],
    [{ CUDA_VISIBLE_DEVICES: '0' }, [true, false]],
    [{ CUDA_VISIBLE_DEVICES: '0', HIP_VISIBLE_DEVICES: '1' }, [false, true]],
    [{ ROCR_VISIBLE_DEVICES: 'GPU-e1c43b4a9d0b54d6' }, [false, true]],
  ])('%j', async (env: Record<string, string>, expected) => {
    const { rocm } = await detect({ env, commands: { rocminfo: fixture('rocminfo.txt') } });
    expect(rocm.devices?.value.map(({ visible }) => visible)).toEqual(expected);
  });

  test.each([
    ['10.3.0', 'gfx1030'],
    ['9.0.10', 'gfx90a'],
    ['nonsense', undefined],
  ])('HSA_OVERRIDE_GFX_VERSION=%s', async (text, gfx) => {
    const { rocm } = await detect({ env: { HSA_OVERRIDE_GFX_VERSION: text } });
    expect(rocm.gfxOverride?.value).toBe(gfx);
  });
});

describe('Vulkan', () => {
  const bus = pciBus(
    pci('0000:01:00.0', '30000 1002:744C', 'amdgpu'),
    pci('0000:02:00.0', '30000 10DE:2684', 'nouveau'),
  );
  const folders = {
    ...bus.folders,
    '/usr/lib/x86_64-linux-gnu': ['libc.so.6', 'libvulkan.so.1', 'libvulkan.so.1.3.280'],
    '/usr/share/vulkan/icd.d': ['lvp_icd.x86_64.json', 'radeon_icd.x86_64.json'],
  };

  test('the old form of the summary', async () => {
    const { vulkan } = await detect({
      commands: { 'vulkaninfo --summary': fixture('vulkaninfo-summary-old.txt') },
    });
    expect(vulkan.devices?.value).toEqual([
      {
        name: 'Intel(R) UHD Graphics 630 (CFL GT2)',
        type: 'integrated',
        apiVersion: '1.2.131',
        vendor: 'intel',
      },
    ]);
  });

  test('without vulkaninfo, a GPU whose vendor has a driver file is taken for a device', async () => {
    const { vulkan } = await detect({ files: bus.files, folders });
    expect(vulkan).toEqual({
      loaderVersion: { value: '1.3.280', source: '/usr/lib/x86_64-linux-gnu/libvulkan.so.1.3.280' },
      devices: {
        value: [{ name: 'amd 1002:744c', type: 'discrete', vendor: 'amd' }],
        source: '/usr/share/vulkan/icd.d, /etc/vulkan/icd.d, /sys/bus/pci/devices',
      },
    });
  });

  test('a vulkaninfo that fails leaves nothing to be taken for granted', async () => {
    const { vulkan } = await detect({
      files: bus.files,
      folders,
      commands: { 'vulkaninfo --summary': { exitCode: 1, stderr: 'ERROR_INCOMPATIBLE_DRIVER' } },
    });
    expect(vulkan.devices).toBeUndefined();
    expect(vulkan.loaderVersion?.value).toBe('1.3.280');
  });
});
