import { describe, expect, test } from 'vitest';
import { detectHardware } from '../../src/detect/detect-hardware.js';
import { explainVariants } from '../../src/variants/explain-variants.js';
import type { WorkerVariant } from '../../src/variants/variant-types.js';
import { fakeSystem, fixture, pci, pciBus } from '../fake-system.js';
import {
  amdCard,
  cuda,
  gpus,
  intelInside,
  LLM_VARIANTS,
  machine,
  nvidiaCard,
  rocm,
  vulkan,
  withFailures,
} from '../machines.js';

function variant(id: string, rest: Partial<WorkerVariant> = {}): WorkerVariant {
  return { id, platforms: ['linux'], architectures: ['x86_64'], ...rest };
}

const cpu = variant('w-cpu');
const rtx4090 = cuda('470.57.02', '11.4', 'NVIDIA GeForce RTX 4090 8.9 24');

describe('what is said', () => {
  test('a refusal names the GPU, each reason, and what would change it', () => {
    const needy = variant('w-cuda', { requires: { cudaDriver: '525.60.13' } });
    expect(explainVariants([cpu, needy], machine(rtx4090)).choice).toEqual({
      type: 'refused',
      code: 'CPU_ON_GPU_HOST',
      why: [
        'This machine has a GPU (NVIDIA GeForce RTX 4090), but no GPU variant can use it.',
        'w-cuda: It needs NVIDIA driver 525.60.13 or newer; this machine has 470.57.02.',
        'w-cpu would run on the CPU, which is not done unasked where there is a GPU.',
        'To change that: Update the NVIDIA driver to 525.60.13 or newer.',
        'Or allow the CPU, by allowCpuFallback or by asking for the backend cpu.',
      ].join(' '),
    });
  });

  test('a refusal where no GPU variant is offered', () => {
    expect(explainVariants([cpu], machine(gpus(nvidiaCard))).choice).toEqual({
      type: 'refused',
      code: 'CPU_ON_GPU_HOST',
      why: [
        'This machine has a GPU (an NVIDIA GPU 10de:2684), but no variant is made for a GPU.',
        'w-cpu would run on the CPU, which is not done unasked where there is a GPU.',
        'To change that, allow the CPU, by allowCpuFallback or by asking for the backend cpu.',
      ].join(' '),
    });
  });

  test('the CPU that was allowed still says why', () => {
    const { choice } = explainVariants([cpu, variant('w-cuda')], machine(gpus(nvidiaCard)), {
      allowCpuFallback: true,
    });
    expect(choice).toEqual({
      type: 'chosen',
      id: 'w-cpu',
      why: [
        'w-cpu runs on the CPU, which was allowed.',
        'This machine has a GPU (an NVIDIA GPU 10de:2684), but no GPU variant can use it.',
        'w-cuda: An NVIDIA GPU 10de:2684 is there, but its driver does not answer.',
      ].join(' '),
    });
  });

  test('the CPU on a machine without GPU, and beside graphics inside the processor', () => {
    expect(explainVariants([cpu], machine()).choice).toEqual({
      type: 'chosen',
      id: 'w-cpu',
      why: 'w-cpu: this machine has no GPU.',
    });
    expect(explainVariants([cpu, variant('w-vulkan')], machine(gpus(intelInside))).choice).toEqual({
      type: 'chosen',
      id: 'w-cpu',
      why: [
        'w-cpu: this machine has no usable GPU, only an Intel GPU 8086:3e92 (integrated).',
        'w-vulkan: No Vulkan was found.',
      ].join(' '),
    });
  });

  test('a GPU variant says why better ones fell out', () => {
    const snapshot = machine(rtx4090, vulkan('1.3.280', 'NVIDIA GeForce RTX 4090 discrete nvidia 1.3.1'));
    const { choice } = explainVariants([variant('w-vulkan'), variant('w-rocm'), cpu], snapshot);
    expect(choice).toEqual({
      type: 'chosen',
      id: 'w-vulkan',
      why: 'w-vulkan is the best that this machine can use. w-rocm: No AMD GPU was found.',
    });
  });

  test('none', () => {
    expect(explainVariants([], machine()).choice).toEqual({
      type: 'none',
      why: 'The worker offers no variant.',
    });
    expect(explainVariants([cpu], machine(), { backend: 'cuda' }).choice).toEqual({
      type: 'none',
      why: 'The worker offers no variant for the backend cuda; it has cpu.',
    });
    expect(explainVariants([variant('w-metal', { platforms: ['macos'] })], machine()).choice).toEqual({
      type: 'none',
      why: 'No variant can be used on this machine. w-metal: It is made for macos; this machine runs linux.',
    });
  });

  test('what the vendor tool said is part of the reason', () => {
    const snapshot = withFailures(machine(gpus({ ...nvidiaCard, driver: 'nvidia' })), {
      probe: 'cuda',
      source: 'nvidia-smi --query-gpu=x',
      code: 'EXIT',
      reason: 'Ended with 18: Failed to initialize NVML: Driver/library version mismatch',
    });
    const [explained] = explainVariants([variant('w-cuda')], snapshot).variants;
    expect(explained?.reasons[0].message).toBe(
      'An NVIDIA GPU 10de:2684 is there, held by the kernel driver nvidia, but its driver does not answer (nvidia-smi: Ended with 18: Failed to initialize NVML: Driver/library version mismatch).',
    );
  });

  test('a user who may not open the device reads so', async () => {
    const { files, folders } = pciBus(pci('0000:03:00.0', '30000 1002:744C', 'amdgpu'));
    const rocminfo = { exitCode: 1, stdout: fixture('rocminfo-denied.txt') };
    const snapshot = await detectHardware(fakeSystem({ files, folders, commands: { rocminfo } }));
    const [explained] = explainVariants([variant('w-rocm')], snapshot).variants;
    expect(explained?.reasons[0]).toMatchObject({
      code: 'NO_DRIVER',
      message: expect.stringContaining('Unable to open /dev/kfd read-write: Permission denied'),
      remedy: expect.stringContaining('join the groups render and video'),
      facts: [{ name: 'gpus', source: '/sys/bus/pci/devices' }],
    });
  });

  test('a container that was not given the GPU reads so', async () => {
    const { files, folders } = pciBus(pci('0000:01:00.0', '30000 10DE:2684', 'nvidia'));
    const snapshot = await detectHardware(
      fakeSystem({
        files: {
          ...files,
          '/proc/driver/nvidia/gpus/0000:01:00.0/information': fixture('nvidia-proc-information.txt'),
        },
        folders: { ...folders, '/proc/driver/nvidia/gpus': ['0000:01:00.0'], '/dev': ['null'] },
      }),
    );
    expect(explainVariants([cpu, variant('w-cuda')], snapshot).choice.why).toContain(
      'w-cuda: An NVIDIA GPU 10de:2684 is there, held by the kernel driver nvidia, but its driver does not answer (The device file of NVIDIA GeForce RTX 4090 is not here; a container has to be given it).',
    );
  });

  test('a reason lists the facts it rests on with their sources', () => {
    const hidden = machine(cuda('550.54', '12.4', '-RTX 4090 8.9 24'));
    const visibleDevices = { value: '-1', source: 'environment CUDA_VISIBLE_DEVICES' };
    const snapshot = { ...hidden, cuda: { ...hidden.cuda, visibleDevices } };
    expect(explainVariants([variant('w-cuda')], snapshot).variants).toEqual([
      {
        id: 'w-cuda',
        backend: 'cuda',
        verdict: 'unusable',
        preference: 1,
        reasons: [
          {
            code: 'DEVICES_HIDDEN',
            message: 'Every NVIDIA GPU is hidden by CUDA_VISIBLE_DEVICES.',
            remedy: 'Set CUDA_VISIBLE_DEVICES so that a GPU is visible, or unset it.',
            facts: [
              { name: 'cuda.visibleDevices', value: '"-1"', source: 'environment CUDA_VISIBLE_DEVICES' },
              {
                name: 'cuda.devices',
                value:
                  '[{"name":"RTX 4090","visible":false,"computeCapability":"8.9","memoryBytes":25769803776}]',
                source: 'override',
              },
            ],
          },
        ],
      },
    ]);
  });

  test('foreign names are escaped and cut', () => {
    const name = `\u001b[2J${'x'.repeat(5000)}`;
    const snapshot = machine(gpus({ ...nvidiaCard, name }));
    const { choice } = explainVariants([variant(`${name}-cpu`)], snapshot);
    expect(choice.why).not.toContain('\u001b');
    expect(choice.why.length).toBeLessThan(1500);
  });
});

describe('order of preference', () => {
  test('backends, then what asks for more, then the order given', () => {
    const { variants } = explainVariants([...LLM_VARIANTS].reverse(), machine());
    expect(variants.map(({ id }) => id)).toEqual([
      'llm-cuda12',
      'llm-cuda11',
      'llm-metal',
      'llm-rocm',
      'llm-vulkan',
      'llm-cpu-v3',
      'llm-cpu',
    ]);
  });

  test('an unknown backend comes after the known ones and before the CPU', () => {
    const { variants } = explainVariants(
      [cpu, variant('a', { backend: 'sycl' }), variant('w-vulkan')],
      machine(),
    );
    expect(variants.map(({ id }) => id)).toEqual(['w-vulkan', 'a', 'w-cpu']);
  });

  test('levels of x86-64 count as the features they stand for', () => {
    const wants = (id: string, ...cpuFeatures: string[]) =>
      variant(id, { backend: 'cpu', requires: { cpuFeatures } });
    const list = [
      wants('two', 'avx2', 'fma'),
      wants('v2', 'x86-64-v2'),
      wants('v3', 'x86-64-v3'),
      wants('one', 'avx'),
    ];
    expect(explainVariants(list, machine()).variants.map(({ id }) => id)).toEqual(['v3', 'v2', 'two', 'one']);
  });
});

test.each([
  ['asimd asimddp', ['dotprod'], 'usable'],
  ['asimd', ['dotprod'], 'unusable'],
  ['asimdhp atomics', ['FP16', 'lse'], 'usable'],
  ['avx avx512f sse4_1', ['AVX512F', 'sse4.1'], 'usable'],
])('a processor with %s has what a recipe calls %j: %s', (features, cpuFeatures, verdict) => {
  const wanted = variant('w-cpu', { requires: { cpuFeatures } });
  const { variants } = explainVariants([wanted], machine({ cpuFeatures: features.split(' ') }));
  expect(variants[0]?.verdict).toBe(verdict);
});

describe('backends', () => {
  test('an unknown one is usable when asked for', () => {
    const sycl = variant('a', { backend: 'sycl' });
    expect(explainVariants([sycl], machine()).variants[0]?.reasons[0].code).toBe('BACKEND_UNKNOWN');
    expect(explainVariants([sycl], machine(), { backend: 'sycl' }).choice).toMatchObject({ id: 'a' });
  });

  test('without any declared there is nothing to choose; beside declared ones it counts as CPU', () => {
    const plain = variant('plain');
    const snapshot = machine(gpus(nvidiaCard));
    expect(explainVariants([plain], snapshot).choice).toEqual({
      type: 'chosen',
      id: 'plain',
      why: 'plain says nothing of a backend, nor does any other variant.',
    });
    expect(explainVariants([plain, variant('w-cuda')], snapshot).choice.type).toBe('refused');
  });
});

describe('requirements', () => {
  const codesOf = (
    requires: WorkerVariant['requires'],
    id = 'w-cuda',
    parts = [cuda('550.54', '12.4', 'A 8.6 12')],
  ) =>
    explainVariants([variant(id, { requires })], machine(...parts)).variants[0]?.reasons.map(
      ({ code }) => code,
    );

  test.each(['8.6', '86', 'sm_86', 'compute_86'])('compute capability written %s', (text) => {
    expect(codesOf({ computeCapability: text })).toEqual(['REQUIREMENTS_MET']);
    expect(codesOf({ computeCapabilities: ['9.0', text] })).toEqual(['REQUIREMENTS_MET']);
  });

  test('other compute capabilities', () => {
    expect(codesOf({ computeCapability: 'sm_90a' })).toEqual(['COMPUTE_CAPABILITY_TOO_LOW']);
    expect(codesOf({ computeCapability: '120' })).toEqual(['COMPUTE_CAPABILITY_TOO_LOW']);
    expect(codesOf({ computeCapabilities: ['8.0', '8.9'] })).toEqual(['COMPUTE_CAPABILITY_UNSUPPORTED']);
  });

  test('toolkit', () => {
    const installed = (toolkitVersion: string) => [
      cuda('550.54', '12.4', 'A 8.6 12'),
      { cuda: { toolkitVersion } },
    ];
    expect(codesOf({ cudaToolkit: '12.0' })).toEqual(['TOOLKIT_MISSING']);
    expect(codesOf({ cudaToolkit: '12.0' }, 'w-cuda', installed('11.8.89'))).toEqual(['TOOLKIT_TOO_OLD']);
    expect(codesOf({ cudaToolkit: '12.0' }, 'w-cuda', installed('12.4.131'))).toEqual(['REQUIREMENTS_MET']);
  });

  test('all that is missing is told at once', () => {
    const requires = { cudaDriver: '560', cudaToolkit: '12', memoryBytes: 2 ** 40, libc: 'musl' as const };
    expect(codesOf(requires)).toEqual([
      'LIBC_MISMATCH',
      'DRIVER_TOO_OLD',
      'TOOLKIT_MISSING',
      'MEMORY_TOO_SMALL',
    ]);
  });

  test('main memory of the CPU', () => {
    expect(codesOf({ memoryBytes: 2 ** 30 }, 'w-cpu')).toEqual(['REQUIREMENTS_MET']);
    expect(codesOf({ memoryBytes: 2 ** 40 }, 'w-cpu')).toEqual(['MEMORY_TOO_SMALL']);
    expect(codesOf({ memoryBytes: 1 }, 'w-cpu', [{ memoryBytes: null }])).toEqual(['FACT_UNKNOWN']);
  });

  test("a generic target of AMD's", () => {
    expect(codesOf({ gfx: ['gfx11-generic'] }, 'w-rocm', [rocm('6.4', 'X gfx1102,gfx11-generic 8')])).toEqual(
      ['REQUIREMENTS_MET'],
    );
  });

  test("memory of a Vulkan device is the machine's, or known by the vendor's tool", () => {
    const needs = { memoryBytes: 16 * 2 ** 30 };
    const inside = vulkan('1.3', 'UHD integrated intel 1.3.1');
    const card = vulkan('1.3', 'RX 7600 (RADV NAVI33) discrete amd 1.3.1');
    const large = vulkan('1.3', 'Radeon 8060S integrated amd 1.3.1');
    expect(codesOf(needs, 'w-vulkan', [gpus(amdCard), large])).toEqual(['REQUIREMENTS_MET']);
    expect(codesOf({ memoryBytes: 64 * 2 ** 30 }, 'w-vulkan', [inside])).toEqual(['MEMORY_TOO_SMALL']);
    // What no tool tells is not too little, and can be told by an override.
    expect(codesOf(needs, 'w-vulkan', [card])).toEqual(['REQUIREMENTS_MET']);
    const devices = card.vulkan?.devices?.map((device) => ({ ...device, memoryBytes: 8 * 2 ** 30 }));
    expect(codesOf(needs, 'w-vulkan', [{ vulkan: { loaderVersion: '1.3', devices } }])).toEqual([
      'MEMORY_TOO_SMALL',
    ]);
    expect(codesOf(needs, 'w-vulkan', [rocm('6', 'RX 7600 gfx1102 8'), card])).toEqual(['MEMORY_TOO_SMALL']);
  });
});
