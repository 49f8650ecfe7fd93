import type { HardwareSnapshot, PartialSnapshot } from '@rbee-internal/hardware';
import {
  aarch64,
  amdCard,
  amdInside,
  cuda,
  gpus,
  intelArc,
  intelInside,
  mac,
  machine,
  musl,
  nvidiaCard,
  oldCpu,
  rocm,
  vulkan,
  windows,
} from '@rbee-internal/hardware/testing';

const GIB = 1024 ** 3;

const GRAPHICS: Readonly<Record<string, PartialSnapshot>> = {
  'no GPU': {},
  'RTX 4090': cuda('550.54.14', '12.4', 'RTX 4090 8.9 24'),
  'RTX 4090 with an old driver': cuda('470.57.02', '11.4', 'RTX 4090 8.9 24'),
  'a hidden RTX 4090': cuda('550.54.14', '12.4', '-RTX 4090 8.9 24'),
  'GTX 1650 of 2 GiB': cuda('550.54.14', '12.4', 'GTX 1650 7.5 2'),
  'GTX 680': cuda('470.57.02', '11.4', 'GTX 680 3.0 2'),
  'an NVIDIA card without a driver': gpus(nvidiaCard),
  'RX 7900 XTX': rocm('6.2.0', 'RX 7900 XTX gfx1100 24'),
  'RX 7900 XTX with an old ROCm': rocm('5.4.0', 'RX 7900 XTX gfx1100 24'),
  'an AMD card without a driver': gpus(amdCard),
  'an AMD unit inside': gpus(amdInside),
  'an Intel unit inside with Vulkan': {
    ...gpus(intelInside),
    ...vulkan('1.3.280', 'UHD 770 integrated intel 1.3.274'),
  },
  'Arc with Vulkan': { ...gpus(intelArc), ...vulkan('1.3.280', 'Arc A770 discrete intel 1.3.274') },
  llvmpipe: vulkan('1.3.280', 'llvmpipe cpu other 1.3.274'),
};

const SYSTEMS: Readonly<Record<string, PartialSnapshot>> = {
  x86_64: {},
  'an old processor': oldCpu,
  musl,
  '2 GiB of memory': { memoryBytes: 2 * GIB },
};

const OTHERS: Readonly<Record<string, readonly PartialSnapshot[]>> = {
  'a Mac': [mac('14.5', 'Apple M2 Pro', 32)],
  'an old Mac': [mac('12.1', 'Apple M1', 8)],
  'Windows with an RTX 4090': [windows, cuda('551.61', '12.4', 'RTX 4090 8.9 24')],
  'a GB10': [aarch64, cuda('580.95.05', '13.0', 'GB10 12.1 ?')],
};

/** Sixty machines: each graphics in each system, and some that are like no other. */
export const MACHINES: readonly (readonly [string, HardwareSnapshot])[] = [
  ...Object.entries(GRAPHICS).flatMap(([card, graphics]) =>
    Object.entries(SYSTEMS).map(
      ([system, parts]) => [`${card}, ${system}`, machine(graphics, parts)] as const,
    ),
  ),
  ...Object.entries(OTHERS).map(([name, parts]) => [name, machine(...parts)] as const),
];
