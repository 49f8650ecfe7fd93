import { describe, expect, test } from 'vitest';
import type { PartialSnapshot } from '../../../src/types.js';
import { explainVariants } from '../../../src/variants/explain-variants.js';
import type { ExplainOptions, ReasonCode, VariantChoice } from '../../../src/variants/variant-types.js';
import {
  aarch64,
  amdCard,
  amdInside,
  cuda,
  glibc,
  gpus,
  intelArc,
  intelInside,
  LLM_VARIANTS,
  mac,
  machine,
  musl,
  nvidiaCard,
  oldCpu,
  rocm,
  serverScreen,
  strangeCard,
  vulkan,
  windows,
} from '../../machines.js';

/** What the machine is, its parts, what is chosen, and one reason why another variant was not. */
type Row = readonly [
  name: string,
  parts: readonly PartialSnapshot[],
  choice: string,
  key: readonly [id: string, code: ReasonCode],
  options?: ExplainOptions,
];

const REFUSED = 'CPU_ON_GPU_HOST';
const fallback = { allowCpuFallback: true };
const radeon = 'RADV 7900 discrete amd 1.3.274';
const llvmpipe = 'llvmpipe cpu other 1.3.274';
const rtx4090 = 'RTX 4090 8.9 24';

const withoutGpu: readonly Row[] = [
  ['a laptop of 2020', [], 'llm-cpu-v3', ['llm-cuda12', 'NO_DEVICE']],
  ['an old server', [oldCpu], 'llm-cpu', ['llm-cpu-v3', 'CPU_FEATURE_MISSING']],
  ['a CPU of unknown features', [{ cpuFeatures: null }], 'llm-cpu', ['llm-cpu-v3', 'FACT_UNKNOWN']],
  ['an ARM server', [aarch64], 'llm-cpu', ['llm-cpu-v3', 'ARCHITECTURE_UNSUPPORTED']],
  ['Alpine', [musl], 'llm-cpu-v3', ['llm-rocm', 'LIBC_MISMATCH']],
  ['Windows', [windows], 'llm-cpu-v3', ['llm-metal', 'PLATFORM_UNSUPPORTED']],
  ['a server with a remote console', [gpus(serverScreen)], 'llm-cpu-v3', ['llm-cuda12', 'NO_DEVICE']],
  ['GPUs not known', [{ gpus: null }], 'llm-cpu-v3', ['llm-rocm', 'NO_DEVICE']],
  [
    'Vulkan in software only',
    [vulkan('1.3.280', llvmpipe)],
    'llm-cpu-v3',
    ['llm-vulkan', 'SOFTWARE_RENDERER'],
  ],
  ['Vulkan without devices', [vulkan('1.3.280')], 'llm-cpu-v3', ['llm-vulkan', 'NO_DEVICE']],
  ['a RISC-V board', [{ architecture: 'riscv64' }], 'none', ['llm-cpu', 'ARCHITECTURE_UNSUPPORTED']],
  ['cuda asked for', [], 'none', ['llm-cuda12', 'NO_DEVICE'], { backend: 'cuda' }],
  ['a backend that none offers', [], 'none', ['llm-cpu', 'BACKEND_EXCLUDED'], { backend: 'sycl' }],
];

const nvidia: readonly Row[] = [
  [
    'RTX 4090, current driver',
    [cuda('550.54.14', '12.4', rtx4090)],
    'llm-cuda12',
    ['llm-cuda12', 'REQUIREMENTS_MET'],
  ],
  [
    'the same under Windows',
    [cuda('551.61', '12.4', rtx4090), windows],
    'llm-cuda12',
    ['llm-rocm', 'PLATFORM_UNSUPPORTED'],
  ],
  [
    'RTX 5090',
    [cuda('570.86.15', '12.8', 'RTX 5090 12.0 32')],
    'llm-cuda12',
    ['llm-metal', 'PLATFORM_UNSUPPORTED'],
  ],
  ['driver of 2023', [cuda('535.104.05', '12.2', rtx4090)], 'llm-cuda11', ['llm-cuda12', 'CUDA_TOO_OLD']],
  ['driver of 2022', [cuda('520.61.05', '11.8', rtx4090)], 'llm-cuda11', ['llm-cuda12', 'DRIVER_TOO_OLD']],
  ['driver of 2021', [cuda('470.57.02', '11.4', rtx4090)], REFUSED, ['llm-cuda11', 'CUDA_TOO_OLD']],
  [
    'the same, CPU allowed',
    [cuda('470.57.02', '11.4', rtx4090)],
    'llm-cpu-v3',
    ['llm-cuda11', 'CUDA_TOO_OLD'],
    fallback,
  ],
  [
    'the same, CPU asked for',
    [cuda('470.57.02', '11.4', rtx4090)],
    'llm-cpu-v3',
    ['llm-cuda11', 'BACKEND_EXCLUDED'],
    { backend: 'cpu' },
  ],
  [
    'the same, CUDA asked for',
    [cuda('470.57.02', '11.4', rtx4090)],
    'none',
    ['llm-cuda11', 'CUDA_TOO_OLD'],
    { backend: 'cuda' },
  ],
  [
    'the same, with Vulkan',
    [cuda('470.57.02', '11.4', rtx4090), vulkan('1.3.280', 'RTX 4090 discrete nvidia 1.3.1')],
    'llm-vulkan',
    ['llm-cuda12', 'DRIVER_TOO_OLD'],
  ],
  [
    'GTX 1080',
    [cuda('550.54.14', '12.4', 'GTX 1080 6.1 8')],
    'llm-cuda11',
    ['llm-cuda12', 'COMPUTE_CAPABILITY_TOO_LOW'],
  ],
  [
    'Tesla K80',
    [cuda('470.57.02', '11.4', 'Tesla K80 3.7 11')],
    REFUSED,
    ['llm-cuda11', 'COMPUTE_CAPABILITY_TOO_LOW'],
  ],
  [
    'K80 beside RTX 3060',
    [cuda('550.54.14', '12.4', 'Tesla K80 3.7 11', 'RTX 3060 8.6 12')],
    'llm-cuda12',
    ['llm-cuda12', 'REQUIREMENTS_MET'],
  ],
  [
    'K80 beside a hidden RTX 3060',
    [cuda('550.54.14', '12.4', 'Tesla K80 3.7 11', '-RTX 3060 8.6 12')],
    REFUSED,
    ['llm-cuda12', 'COMPUTE_CAPABILITY_TOO_LOW'],
  ],
  ['all hidden', [cuda('550.54.14', '12.4', `-${rtx4090}`)], REFUSED, ['llm-cuda12', 'DEVICES_HIDDEN']],
  [
    'all hidden, CPU allowed',
    [cuda('550.54.14', '12.4', `-${rtx4090}`)],
    'llm-cpu-v3',
    ['llm-cuda12', 'DEVICES_HIDDEN'],
    fallback,
  ],
  [
    'a card of 2 GiB',
    [cuda('550.54.14', '12.4', 'GTX 1650 7.5 2')],
    'llm-cuda11',
    ['llm-cuda12', 'MEMORY_TOO_SMALL'],
  ],
  [
    'a card of unknown memory',
    [cuda('550.54.14', '12.4', 'GB10 12.1 ?'), aarch64],
    'llm-cuda12',
    ['llm-cuda12', 'REQUIREMENTS_MET'],
  ],
  [
    'no compute capability told',
    [cuda('460.32.03', '11.8', 'RTX 2080 ? 8')],
    REFUSED,
    ['llm-cuda11', 'FACT_UNKNOWN'],
  ],
  ['nouveau', [gpus({ ...nvidiaCard, driver: 'nouveau' })], REFUSED, ['llm-cuda12', 'NO_DRIVER']],
  [
    'given to a virtual machine',
    [gpus({ ...nvidiaCard, driver: 'vfio-pci' })],
    REFUSED,
    ['llm-cuda12', 'NO_DRIVER'],
  ],
  [
    'given away, CPU allowed',
    [gpus({ ...nvidiaCard, driver: 'vfio-pci' })],
    'llm-cpu-v3',
    ['llm-cuda12', 'NO_DRIVER'],
    fallback,
  ],
  ['a card without any driver', [gpus(nvidiaCard)], REFUSED, ['llm-cuda11', 'NO_DRIVER']],
  [
    'a driver without devices',
    [gpus(nvidiaCard), { cuda: { driverVersion: '550.54', devices: [] } }],
    REFUSED,
    ['llm-cuda12', 'NO_DRIVER'],
  ],
  [
    'old glibc',
    [cuda('550.54.14', '12.4', rtx4090), glibc('2.28')],
    'llm-cuda11',
    ['llm-cuda12', 'GLIBC_TOO_OLD'],
  ],
  [
    'older glibc',
    [cuda('550.54.14', '12.4', rtx4090), glibc('2.17')],
    REFUSED,
    ['llm-cuda11', 'GLIBC_TOO_OLD'],
  ],
  ['Alpine', [cuda('550.54.14', '12.4', rtx4090), musl], REFUSED, ['llm-cuda12', 'LIBC_MISMATCH']],
  [
    'C library not known',
    [cuda('550.54.14', '12.4', rtx4090), { libc: null }],
    REFUSED,
    ['llm-cuda12', 'FACT_UNKNOWN'],
  ],
  [
    'a Jetson board',
    [
      cuda('540.3.0', '12.6', 'Orin 8.7 32'),
      aarch64,
      gpus({ vendor: 'nvidia', kind: 'integrated', name: 'NVIDIA tegra234' }),
    ],
    'llm-cuda12',
    ['llm-cuda11', 'ARCHITECTURE_UNSUPPORTED'],
  ],
  [
    'a Jetson board without driver',
    [aarch64, gpus({ vendor: 'nvidia', kind: 'integrated', name: 'NVIDIA tegra234' })],
    REFUSED,
    ['llm-cuda12', 'NO_DRIVER'],
  ],
  [
    'WSL: only the tool knows',
    [cuda('551.61', '12.4', rtx4090), gpus()],
    'llm-cuda12',
    ['llm-rocm', 'NO_DEVICE'],
  ],
  [
    'WSL with an old driver',
    [cuda('470.57', '11.4', rtx4090), gpus()],
    REFUSED,
    ['llm-cuda12', 'DRIVER_TOO_OLD'],
  ],
  [
    'driver 1000 is newer than 525',
    [cuda('1000.1', '20.0', rtx4090)],
    'llm-cuda12',
    ['llm-cuda11', 'REQUIREMENTS_MET'],
  ],
  [
    'compute capability 10.0 is more than 7.0',
    [cuda('570.86', '12.8', 'B200 10.0 180')],
    'llm-cuda12',
    ['llm-cuda12', 'REQUIREMENTS_MET'],
  ],
  [
    'with an Intel unit inside',
    [cuda('550.54.14', '12.4', rtx4090), gpus(intelInside, nvidiaCard)],
    'llm-cuda12',
    ['llm-vulkan', 'NO_DRIVER'],
  ],
  [
    'Vulkan preferred',
    [cuda('550.54.14', '12.4', rtx4090), vulkan('1.3.280', 'RTX 4090 discrete nvidia 1.3.1')],
    'llm-vulkan',
    ['llm-cuda12', 'REQUIREMENTS_MET'],
    { preference: ['vulkan', 'cuda'] },
  ],
  [
    'the CPU preferred is no leave',
    [cuda('470.57.02', '11.4', rtx4090)],
    REFUSED,
    ['llm-cuda12', 'DRIVER_TOO_OLD'],
    { preference: ['cpu', 'cuda'] },
  ],
];

const amd: readonly Row[] = [
  ['RX 7900 XTX', [rocm('6.2.0', 'RX 7900 XTX gfx1100 24')], 'llm-rocm', ['llm-cuda12', 'NO_DEVICE']],
  [
    'RX 7900 XTX with Vulkan',
    [rocm('6.2.0', 'RX 7900 XTX gfx1100 24'), vulkan('1.3.280', radeon)],
    'llm-rocm',
    ['llm-vulkan', 'REQUIREMENTS_MET'],
  ],
  [
    'RX 7600 with Vulkan',
    [rocm('6.2.0', 'RX 7600 gfx1102 8'), vulkan('1.3.280', radeon)],
    'llm-vulkan',
    ['llm-rocm', 'GFX_UNSUPPORTED'],
  ],
  ['RX 7600', [rocm('6.2.0', 'RX 7600 gfx1102 8')], REFUSED, ['llm-rocm', 'GFX_UNSUPPORTED']],
  [
    'RX 7600 passed for gfx1100',
    [rocm('6.2.0', 'RX 7600 gfx1102 8'), { rocm: { gfxOverride: 'gfx1100' } }],
    'llm-rocm',
    ['llm-rocm', 'REQUIREMENTS_MET'],
  ],
  [
    'RX 7900 passed for gfx1102',
    [rocm('6.2.0', 'RX 7900 XTX gfx1100 24'), { rocm: { gfxOverride: 'gfx1102' } }],
    REFUSED,
    ['llm-rocm', 'GFX_UNSUPPORTED'],
  ],
  [
    'MI300X beside a small one',
    [rocm('6.2.0', 'RX 7600 gfx1102 8', 'MI300X gfx942 192')],
    'llm-rocm',
    ['llm-rocm', 'REQUIREMENTS_MET'],
  ],
  ['ROCm 5', [rocm('5.7.1', 'RX 7900 XTX gfx1100 24')], REFUSED, ['llm-rocm', 'ROCM_TOO_OLD']],
  [
    'ROCm of unknown version',
    [rocm('6.2.0', 'RX 7900 XTX gfx1100 24'), { rocm: { version: null } }],
    REFUSED,
    ['llm-rocm', 'FACT_UNKNOWN'],
  ],
  ['hidden', [rocm('6.2.0', '-RX 7900 XTX gfx1100 24')], REFUSED, ['llm-rocm', 'DEVICES_HIDDEN']],
  [
    'a card, no ROCm, no Vulkan',
    [gpus({ ...amdCard, driver: 'amdgpu' })],
    REFUSED,
    ['llm-rocm', 'NO_DRIVER'],
  ],
  [
    'a card, no ROCm, but Vulkan',
    [gpus(amdCard), vulkan('1.3.280', radeon)],
    'llm-vulkan',
    ['llm-rocm', 'NO_DRIVER'],
  ],
  [
    'a card with Vulkan in software',
    [gpus(amdCard), vulkan('1.3.280', llvmpipe)],
    REFUSED,
    ['llm-vulkan', 'SOFTWARE_RENDERER'],
  ],
  [
    'a card with an old loader',
    [gpus(amdCard), vulkan('1.1.70', radeon)],
    REFUSED,
    ['llm-vulkan', 'VULKAN_TOO_OLD'],
  ],
  [
    'a card with an old driver',
    [gpus(amdCard), vulkan('1.3.280', 'RADV old discrete amd 1.1.90')],
    REFUSED,
    ['llm-vulkan', 'VULKAN_TOO_OLD'],
  ],
  [
    'a loader, devices not known',
    [gpus(amdCard), { vulkan: { loaderVersion: '1.3.280' } }],
    REFUSED,
    ['llm-vulkan', 'NO_DRIVER'],
  ],
  [
    'a card under Windows with Vulkan',
    [gpus(amdCard), vulkan('1.3.280', radeon), windows],
    'llm-vulkan',
    ['llm-rocm', 'PLATFORM_UNSUPPORTED'],
  ],
  [
    'Alpine with Vulkan',
    [rocm('6.2.0', 'RX 7900 XTX gfx1100 24'), vulkan('1.3.280', radeon), musl],
    'llm-vulkan',
    ['llm-rocm', 'LIBC_MISMATCH'],
  ],
  ['only a unit inside the processor', [gpus(amdInside)], 'llm-cpu-v3', ['llm-rocm', 'NO_DRIVER']],
  [
    'a unit inside, with Vulkan',
    [gpus(amdInside), vulkan('1.3.280', 'RADV RAPHAEL integrated amd 1.3.274')],
    'llm-cpu-v3',
    ['llm-vulkan', 'WEAK_DEVICE'],
  ],
  [
    'a unit inside that ROCm lists',
    [rocm('6.2.0', 'Raphael gfx1036 1'), gpus(amdInside)],
    'llm-cpu-v3',
    ['llm-rocm', 'GFX_UNSUPPORTED'],
  ],
  [
    'beside a broken NVIDIA card',
    [rocm('6.2.0', 'RX 7900 XTX gfx1100 24'), gpus(amdCard, nvidiaCard)],
    'llm-rocm',
    ['llm-cuda12', 'NO_DRIVER'],
  ],
];

const others: readonly Row[] = [
  ['M1 Pro', [mac('14.5', 'Apple M1 Pro')], 'llm-metal', ['llm-cuda12', 'PLATFORM_UNSUPPORTED']],
  ['M4 Max', [mac('15.1', 'Apple M4 Max', 128)], 'llm-metal', ['llm-metal', 'REQUIREMENTS_MET']],
  ['macOS 12', [mac('12.7.5', 'Apple M1')], REFUSED, ['llm-metal', 'MACOS_TOO_OLD']],
  ['macOS 12, CPU allowed', [mac('12.7.5', 'Apple M1')], 'llm-cpu', ['llm-metal', 'MACOS_TOO_OLD'], fallback],
  [
    'macOS 13.10 is newer than 13.3',
    [mac('13.10', 'Apple M1')],
    'llm-metal',
    ['llm-metal', 'REQUIREMENTS_MET'],
  ],
  [
    'macOS of unknown version',
    [mac('14.5', 'Apple M1'), { osVersion: null }],
    REFUSED,
    ['llm-metal', 'FACT_UNKNOWN'],
  ],
  ['a Mac of 4 GiB', [mac('14.5', 'Apple M1', 4)], REFUSED, ['llm-metal', 'MEMORY_TOO_SMALL']],
  [
    'Metal not found on an Apple chip',
    [mac('14.5', 'Apple M1'), { metal: null }],
    REFUSED,
    ['llm-metal', 'NO_DEVICE'],
  ],
  [
    'a virtual Mac',
    [mac('14.5', 'Apple M1 (Virtual)'), { metal: null, gpus: [] }],
    'llm-cpu',
    ['llm-metal', 'NO_DEVICE'],
  ],
  [
    'an Intel Mac',
    [mac('13.6', 'Intel Iris'), { architecture: 'x86_64', gpus: [intelInside] }],
    'llm-cpu',
    ['llm-metal', 'ARCHITECTURE_UNSUPPORTED'],
  ],
  [
    'an Intel Mac with a Radeon',
    [mac('13.6', 'Radeon Pro'), { architecture: 'x86_64', gpus: [intelInside, amdCard] }],
    REFUSED,
    ['llm-metal', 'ARCHITECTURE_UNSUPPORTED'],
  ],
  ['Intel unit inside', [gpus(intelInside)], 'llm-cpu-v3', ['llm-vulkan', 'NO_DRIVER']],
  [
    'Intel unit inside, with Vulkan',
    [gpus(intelInside), vulkan('1.2.131', 'UHD 630 integrated intel 1.2.131')],
    'llm-cpu-v3',
    ['llm-vulkan', 'WEAK_DEVICE'],
  ],
  [
    'Intel Arc with Vulkan',
    [gpus(intelArc), vulkan('1.3.280', 'Arc A770 discrete intel 1.3.274')],
    'llm-vulkan',
    ['llm-cuda12', 'NO_DEVICE'],
  ],
  ['Intel Arc without Vulkan', [gpus(intelArc)], REFUSED, ['llm-vulkan', 'NO_DRIVER']],
  [
    'a card that only Vulkan knows',
    [{ gpus: null }, vulkan('1.1.70', 'Arc A770 discrete intel 1.3.274')],
    REFUSED,
    ['llm-vulkan', 'VULKAN_TOO_OLD'],
  ],
  ['a card of an unknown maker', [gpus(strangeCard)], 'llm-cpu-v3', ['llm-vulkan', 'NO_DRIVER']],
];

const table = { withoutGpu, nvidia, amd, others };

test('the table has at least sixty machines', () => {
  expect(Object.values(table).flat().length).toBeGreaterThanOrEqual(60);
});

describe.each(Object.entries(table))('%s', (_, rows) => {
  test.each(rows.map((row) => ({ name: row[0], row })))('$name', ({ row }) => {
    const [, parts, choice, [id, code], options] = row;
    const report = explainVariants(LLM_VARIANTS, machine(...parts), options);
    expect(outcomeOf(report.choice)).toBe(choice);
    const explained = report.variants.find((variant) => variant.id === id);
    expect(explained?.reasons.map((reason) => reason.code)).toContain(code);
  });
});

function outcomeOf(choice: VariantChoice): string {
  if (choice.type === 'chosen') return choice.id;
  return choice.type === 'refused' ? choice.code : choice.type;
}
