import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { explainVariants } from '../../src/variants/explain-variants.js';
import type { WorkerVariant } from '../../src/variants/variant-types.js';
import { type FakeSystem, fakeSystem, pci, pciBus, SMI_QUERY, systemError } from '../fake-system.js';

const ANY = { platforms: ['linux'], architectures: ['x86_64', 'aarch64'] };
const VARIANTS: readonly WorkerVariant[] = [
  { id: 'llm-cpu', ...ANY },
  { id: 'llm-cuda', ...ANY, requires: { computeCapability: '7.0', memoryBytes: 4 * 1024 ** 3 } },
  { id: 'llm-rocm', ...ANY },
  { id: 'llm-vulkan', ...ANY, requires: { vulkan: '1.2' } },
];

async function choose(system: FakeSystem, run?: () => Promise<never>) {
  const options = fakeSystem(system);
  const own = run === undefined ? options : { ...options, run };
  return explainVariants(VARIANTS, await detectHardware(own)).choice;
}

const failing = (exitCode: number, stderr: string) => ({ exitCode, stdout: '', stderr });
const NO_DRIVER = failing(9, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.");
const EMPTY_BUS = { '/sys/bus/pci/devices': ['0000:00:1f.2'] };

describe('a tool that fails is not the same as no GPU', () => {
  test.each<[string, FakeSystem, RegExp]>([
    [
      'nvidia-smi fails, with a device file',
      { commands: { [SMI_QUERY]: NO_DRIVER }, folders: { '/dev': ['nvidia0', 'null'] } },
      /\/dev\/nvidia0 shows.*couldn't communicate/,
    ],
    [
      "nvidia-smi fails, with the driver's own file",
      { commands: { [SMI_QUERY]: NO_DRIVER }, folders: { '/proc/driver/nvidia/gpus': ['0000:01:00.0'] } },
      /\/proc\/driver\/nvidia\/gpus.*couldn't communicate/,
    ],
    [
      'nvidia-smi fails under WSL, whose bus shows no card',
      {
        commands: { [SMI_QUERY]: NO_DRIVER },
        folders: { ...EMPTY_BUS, '/dev': ['dxg'] },
      },
      /\/dev\/dxg shows/,
    ],
    [
      'no tool, but the library that WSL lends',
      { folders: { '/dev': ['dxg'], '/usr/lib/wsl/lib': ['libcuda.so.1'] } },
      /nvidia-smi is not installed/,
    ],
    ['nvidia-smi fails where no bus is seen', { commands: { [SMI_QUERY]: NO_DRIVER } }, /nvidia-smi/],
    [
      'rocminfo fails where no bus is seen',
      { commands: { rocminfo: failing(1, 'Unable to open /dev/kfd read-write: Permission denied') } },
      /rocminfo: .*Permission denied/,
    ],
    ['a module of AMD alone', { folders: { '/sys/module/amdgpu': ['parameters'] } }, /amdgpu/],
  ])('%s', async (_what, system, why) => {
    expect(await choose(system)).toMatchObject({
      type: 'refused',
      code: 'CPU_ON_GPU_HOST',
      why: expect.stringMatching(why),
    });
  });

  test.each([
    ['TIMEOUT', 'No answer after 10000 ms.'],
    ['EACCES', 'permission denied'],
  ])('every tool ends with %s', async (code, message) => {
    const why = expect.stringMatching(/nvidia-smi shows/);
    const run = () => Promise.reject(systemError(code, message));
    expect(await choose({ folders: EMPTY_BUS }, run)).toMatchObject({ type: 'refused', why });
  });

  test.each<[string, FakeSystem]>([
    ['nothing at all', {}],
    [
      'nvidia-smi fails beside a bus without its card',
      { commands: { [SMI_QUERY]: NO_DRIVER }, folders: EMPTY_BUS },
    ],
    ['nvidia-smi says that there is none', { commands: { [SMI_QUERY]: 'No devices were found\n' } }],
    [
      'rocminfo says that there is none',
      { commands: { rocminfo: failing(1, 'ROCk module is NOT loaded, possibly no GPU devices') } },
    ],
    ['the device of Windows alone', { folders: { ...EMPTY_BUS, '/dev': ['dxg'] } }],
    [
      'a module of AMD beside a bus without its card',
      { folders: { ...EMPTY_BUS, '/sys/module/amdgpu': ['x'] } },
    ],
  ])('the processor is taken where there is %s', async (_what, system) => {
    expect(await choose(system)).toMatchObject({ type: 'chosen', id: 'llm-cpu' });
  });
});

const CARDS = pciBus(
  pci('0000:01:00.0', '30000 10DE:1C03', 'nvidia'),
  pci('0000:02:00.0', '30000 10DE:2204', 'nvidia'),
);
const GTX = 'GPU-aaaa1111-0000-0000-0000-000000000000, 00000000:01:00.0, 6144, 550.54.14, 6.1, GTX 1060\n';
const RTX = 'GPU-bbbb2222-0000-0000-0000-000000000000, 00000000:02:00.0, 24576, 550.54.14, 8.6, RTX 3090\n';

describe('several cards', () => {
  test('a lost one does not keep the other from being used', async () => {
    const lost = 'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.\n';
    const commands = { [SMI_QUERY]: { exitCode: 15, stdout: lost + RTX, stderr: '' } };
    expect(await choose({ ...CARDS, commands })).toMatchObject({ type: 'chosen', id: 'llm-cuda' });
  });

  test.each<[Readonly<Record<string, string>>, string]>([
    [{ CUDA_VISIBLE_DEVICES: '0' }, 'chosen'],
    [{ CUDA_VISIBLE_DEVICES: '1' }, 'refused'],
    [{ CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'FASTEST_FIRST' }, 'chosen'],
    [{ CUDA_VISIBLE_DEVICES: '1', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, 'chosen'],
    [{ CUDA_VISIBLE_DEVICES: '0', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }, 'refused'],
    [{ CUDA_VISIBLE_DEVICES: 'GPU-bbbb' }, 'chosen'],
  ])('are numbered as CUDA numbers them: %j', async (env, type) => {
    expect(await choose({ ...CARDS, env, commands: { [SMI_QUERY]: GTX + RTX } })).toMatchObject({ type });
  });
});

test.each([
  ['NVIDIA GB10', '[N/A]', '128000000'],
  ['Orin (nvgpu)', '[N/A]', '32000000'],
])('%s, whose memory is not told, has that of the machine', async (name, memory, kilobytes) => {
  const row = `GPU-aaaa1111-0000-0000-0000-000000000000, 0000000F:01:00.0, ${memory}, 580.95.05, 12.1, ${name}\n`;
  const system = { architecture: 'aarch64', commands: { [SMI_QUERY]: row } };
  const having = (kB: string) => ({ ...system, files: { '/proc/meminfo': `MemTotal: ${kB} kB\n` } });
  expect(await choose(having(kilobytes))).toMatchObject({ type: 'chosen', id: 'llm-cuda' });
  expect(await choose(having('2000000'))).toMatchObject({ type: 'refused' });
});

const DOZEN = `Vulkan Instance Version: 1.3.275
GPU0:
\tapiVersion         = 1.2.295
\tvendorID           = 0x1002
\tdeviceType         = PHYSICAL_DEVICE_TYPE_DISCRETE_GPU
\tdeviceName         = Microsoft Direct3D12 (AMD Radeon RX 7900 XTX)
\tdriverName         = Dozen
\tconformanceVersion = 0.0.0.0
`;

describe('weak devices are not taken unasked', () => {
  test('Dozen', async () => {
    const system = { commands: { 'vulkaninfo --summary': DOZEN } };
    expect(await choose(system)).toMatchObject({
      type: 'refused',
      why: expect.stringMatching(/conformance/),
    });
    const hardware = await detectHardware(fakeSystem(system));
    expect(explainVariants(VARIANTS, hardware, { backend: 'vulkan' }).choice).toMatchObject({
      type: 'chosen',
      id: 'llm-vulkan',
    });
  });

  test('the unit inside a desktop processor, also where the variant names no target', async () => {
    const rocminfo =
      'HSA Agents\n==\nAgent 2\n  Name:                    gfx1036\n  Marketing Name:          AMD Radeon Graphics\n  Device Type:             GPU\n';
    const bus = pciBus(pci('0000:0f:00.0', '38000 1002:164E', 'amdgpu'));
    expect(await choose({ ...bus, commands: { rocminfo } })).toMatchObject({ type: 'chosen', id: 'llm-cpu' });
  });
});
