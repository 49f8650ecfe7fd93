import { expect, test } from 'vitest';
import { readHardwareSnapshot } from '../../../src/schema.js';
import type { Gpu, HardwareSnapshot, PartialSnapshot } from '../../../src/types.js';
import { explainVariants } from '../../../src/variants/explain-variants.js';
import type { ExplainOptions, WorkerVariant } from '../../../src/variants/variant-types.js';
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
  vulkan,
  windows,
} from '../../machines.js';
import { randomFrom } from '../../random.js';

const ROUNDS = 20_000;

type Random = ReturnType<typeof randomFrom>;

const PARTS: readonly PartialSnapshot[] = [
  {},
  aarch64,
  oldCpu,
  musl,
  windows,
  glibc('2.17'),
  gpus(nvidiaCard),
  gpus(amdCard),
  gpus(intelArc),
  gpus(intelInside, serverScreen),
  gpus(amdInside, nvidiaCard),
  { gpus: null },
  { cpuFeatures: null, libc: null },
  { memoryBytes: 1024 ** 3 },
  cuda('550.54.14', '12.4', 'RTX 4090 8.9 24'),
  cuda('470.57', '11.4', 'RTX 4090 8.9 24', '-K80 3.7 11'),
  cuda('550.54.14', '12.4', '-RTX 4090 8.9 24'),
  { cuda: { driverVersion: null, devices: [] } },
  rocm('6.2', 'RX 7900 gfx1100 24'),
  rocm('5.0', '-RX 7900 gfx1100 24'),
  vulkan('1.3.280', 'RADV discrete amd 1.3.274'),
  vulkan('1.1', 'llvmpipe cpu other 1.1.0'),
  vulkan('1.3.280', 'UHD integrated intel 1.3.274'),
  mac('14.5', 'Apple M1'),
  mac('12.1', 'Apple M1'),
  { vulkan: null, rocm: null },
];

function randomMachine(random: Random): HardwareSnapshot {
  return machine(...Array.from({ length: random.below(5) }, () => random.pick(PARTS)));
}

function randomVariants(random: Random): readonly WorkerVariant[] {
  return Array.from({ length: random.below(8) }, (_, index) => {
    const { requires = {}, ...variant } = random.pick(LLM_VARIANTS);
    const kept = Object.fromEntries(Object.entries(requires).filter(() => random.chance(60)));
    const id = `${index}-${variant.id}`;
    if (random.chance(10)) return { ...variant, id: `${id}-x`, backend: undefined, requires: kept };
    return { ...variant, id, ...(random.chance(5) && { backend: 'sycl' }), requires: kept };
  });
}

function randomOptions(random: Random): ExplainOptions {
  return {
    ...(random.chance(20) && { backend: random.pick(['cpu', 'cuda', 'rocm', 'vulkan', 'metal', 'sycl']) }),
    ...(random.chance(30) && { allowCpuFallback: random.chance(50) }),
    ...(random.chance(20) && { preference: random.pick([[], ['cpu'], ['cpu', 'vulkan'], ['rocm', 'cuda']]) }),
  };
}

/** Written again from the promise, not from the code: a card, or anything of NVIDIA's and Apple's. */
function hasGpu({ gpus: listed, cuda: c, rocm: r, vulkan: v, metal: m }: HardwareSnapshot): boolean {
  const isGpu = ({ vendor, kind }: Gpu) => {
    if (vendor === 'other' || kind === 'virtual') return false;
    return kind === 'discrete' || vendor === 'nvidia' || vendor === 'apple';
  };
  if (listed?.value.some(isGpu)) return true;
  if (listed === undefined && (m.devices?.value ?? []).length > 0) return true;
  const unlisted = (vendor: string) => !listed?.value.some((gpu) => gpu.vendor === vendor);
  return (
    (c.devices !== undefined && c.devices.value.length > 0 && unlisted('nvidia')) ||
    (r.devices !== undefined && r.devices.value.length > 0 && unlisted('amd')) ||
    (v.devices?.value ?? []).some(({ type, vendor }) => type === 'discrete' && unlisted(vendor))
  );
}

test('the choice is usable, the best usable, and never the CPU unasked where there is a GPU', {
  timeout: 60_000,
}, () => {
  const random = randomFrom('choices');
  const seen = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const snapshot = randomMachine(random);
    const variants = randomVariants(random);
    const options = randomOptions(random);
    const { variants: explained, choice } = explainVariants(variants, snapshot, options);
    const usable = explained.filter(({ verdict }) => verdict === 'usable');
    seen.set(choice.type, (seen.get(choice.type) ?? 0) + 1);

    if (choice.type === 'none') expect(usable).toEqual([]);
    else expect(usable.length).toBeGreaterThan(0);
    if (choice.type === 'chosen') {
      const [best] = usable;
      expect(choice.id).toBe(best?.id);
      const onCpu = best?.backend === 'cpu';
      const asked = options.allowCpuFallback === true || options.backend === 'cpu';
      if (onCpu && !asked) expect(hasGpu(snapshot)).toBe(false);
    }
    if (choice.type === 'refused') {
      expect(hasGpu(snapshot)).toBe(true);
      expect(usable.every(({ backend }) => backend === 'cpu' || backend === 'unspecified')).toBe(true);
    }
  }
  for (const type of ['chosen', 'none', 'refused']) expect(seen.get(type)).toBeGreaterThan(ROUNDS / 100);
});

test('every variant comes once, ordered, with reasons; nothing that is passed is changed', () => {
  const random = randomFrom('reports');
  for (let round = 0; round < 2000; round += 1) {
    const snapshot = deepFreeze(randomMachine(random));
    const variants = deepFreeze(randomVariants(random));
    const { variants: explained } = explainVariants(variants, snapshot, deepFreeze(randomOptions(random)));
    expect(explained.map(({ id }) => id).sort()).toEqual(variants.map(({ id }) => id).sort());
    expect(explained.map(({ preference }) => preference)).toEqual(variants.map((_, index) => index + 1));
    for (const { verdict, reasons } of explained) {
      expect(reasons.some(({ code }) => code === 'REQUIREMENTS_MET')).toBe(verdict === 'usable');
      expect(reasons.every(({ message }) => message.endsWith('.'))).toBe(true);
    }
  }
});

test('what is known of a machine is the same after saving', () => {
  const random = randomFrom('saving');
  for (let round = 0; round < 500; round += 1) {
    const snapshot = randomMachine(random);
    const read = readHardwareSnapshot(JSON.parse(JSON.stringify(snapshot)));
    expect(read).toEqual({ value: snapshot });
  }
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
