import type { Fact, HardwareSnapshot, PartialSnapshot } from '../types.js';

const SOURCE = 'override';

/** The snapshot with the facts of `override` in place of its own; neither of the two is changed. */
export function applyOverride(snapshot: HardwareSnapshot, override: PartialSnapshot): HardwareSnapshot {
  const { cuda, rocm, vulkan, metal, ...machine } = override;
  return {
    // What is put in comes from values of the same names, so the types of the facts stay as they are.
    ...(replaceFacts(snapshot, machine) as HardwareSnapshot),
    cuda: replaceGroup(snapshot.cuda, cuda),
    rocm: replaceGroup(snapshot.rocm, rocm),
    vulkan: replaceGroup(snapshot.vulkan, vulkan),
    metal: replaceGroup(snapshot.metal, metal),
  };
}

function replaceGroup<Facts extends object>(facts: Facts, values: object | null | undefined): Facts | object {
  return values === null ? {} : replaceFacts(facts, values ?? {});
}

function replaceFacts(facts: object, values: object): object {
  const replaced = new Map<string, unknown>(Object.entries(facts));
  for (const [name, value] of Object.entries(values)) {
    if (value === null) replaced.delete(name);
    else if (value !== undefined) replaced.set(name, { value, source: SOURCE } satisfies Fact<unknown>);
  }
  return Object.fromEntries(replaced);
}
