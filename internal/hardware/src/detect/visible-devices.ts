/** How much of a variable is kept in a snapshot. */
export const MAX_VARIABLE_LENGTH = 1000;

interface Identified {
  readonly uuid?: string | undefined;
}

/**
 * Which devices a variable such as `CUDA_VISIBLE_DEVICES` leaves visible, by index. Unset leaves all. The list
 * holds indexes or beginnings of UUIDs; the first entry that names no device ends it, so `-1` and the empty
 * text hide all. A MIG instance named by its own UUID may be of any device and leaves all visible. Source: CUDA C++ Programming Guide, "CUDA Environment Variables".
 */
export function visibleIndexes(
  text: string | undefined,
  devices: readonly Identified[],
): ReadonlySet<number> {
  if (text === undefined) return new Set(devices.keys());
  const visible = new Set<number>();
  for (const entry of text.slice(0, MAX_VARIABLE_LENGTH).split(',')) {
    if (MIG_UUID.test(entry.trim())) return new Set(devices.keys());
    const index = indexOf(entry.trim(), devices);
    if (index === undefined) break;
    visible.add(index);
  }
  return visible;
}

const MIG_UUID = /^MIG-[0-9a-f]{8}-[0-9a-f-]{1,36}$/i;

function indexOf(entry: string, devices: readonly Identified[]): number | undefined {
  if (/^\d{1,4}$/.test(entry)) return Number(entry) < devices.length ? Number(entry) : undefined;
  const uuid = find(entry);
  if (uuid === undefined) return undefined;
  const matches = [...devices.keys()].filter((index) => devices[index]?.uuid?.toLowerCase().startsWith(uuid));
  return matches.length === 1 ? matches[0] : undefined;
}

/** A GPU's UUID or the beginning of one; of `MIG-GPU-<uuid>/<instance>` the GPU it is a part of. */
function find(entry: string): string | undefined {
  return /^(?:MIG-)?(GPU-[0-9a-f-]{1,36})(?:\/\d+\/\d+)?$/i.exec(entry)?.[1]?.toLowerCase();
}
