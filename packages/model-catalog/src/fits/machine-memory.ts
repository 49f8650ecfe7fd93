import type { CardMemory, MachineMemory } from './types.js';

interface Known<T> {
  readonly value: T;
}

interface KnownCard {
  readonly name: string;
  readonly memoryBytes?: number | undefined;
  readonly freeMemoryBytes?: number | undefined;
  readonly visible?: boolean | undefined;
}

/** What of a hardware snapshot, such as worker-catalog takes one, says how much memory there is. */
export interface HardwareMemory {
  readonly memoryBytes?: Known<number> | undefined;
  readonly cuda?: { readonly devices?: Known<readonly KnownCard[]> | undefined } | undefined;
  readonly rocm?: { readonly devices?: Known<readonly KnownCard[]> | undefined } | undefined;
  readonly metal?: { readonly devices?: Known<readonly { readonly name: string }[]> | undefined } | undefined;
}

/** How much of main memory Metal lets a program use. */
const METAL_SHARE = 0.75;

/**
 * The memory that a hardware snapshot names: cards that a program may use, CUDA's before ROCm's; on a Mac the graphics
 * processor, which shares main memory.
 *
 * @param freeBytes bytes of main memory that programs could take, where that is known
 * @example
 * ```ts
 * const machine = machineMemory(await workers.hardware(), os.freemem());
 * ```
 */
export function machineMemory(snapshot: HardwareMemory, freeBytes?: number | undefined): MachineMemory {
  const totalBytes = snapshot.memoryBytes?.value ?? 0;
  const discrete = [...(snapshot.cuda?.devices?.value ?? []), ...(snapshot.rocm?.devices?.value ?? [])];
  const unified = (snapshot.metal?.devices?.value ?? []).map(({ name }) => ({
    name,
    totalBytes: Math.floor(totalBytes * METAL_SHARE),
    isUnified: true,
  }));
  return { totalBytes, freeBytes, cards: [...discrete.flatMap(toCard), ...unified] };
}

function toCard({ name, memoryBytes, freeMemoryBytes, visible = true }: KnownCard): CardMemory[] {
  if (!visible || memoryBytes === undefined) return [];
  return [{ name, totalBytes: memoryBytes, freeBytes: freeMemoryBytes }];
}
