import type { Fact } from '../types.js';
import { bytesFrom, find } from './facts.js';
import type { Prober } from './prober.js';

const ROOT = '/sys/fs/cgroup';
/** Groups above one that are looked at. */
const MAX_DEPTH = 32;

/**
 * The least memory that a control group of this process, or one above it, allows; `undefined` where none limits it.
 * Source: the kernel's documentation of cgroup-v2, and of memory.limit_in_bytes in v1.
 */
export async function memoryLimit(prober: Prober): Promise<Fact<number> | undefined> {
  const own = await prober.file('/proc/self/cgroup');
  const unified = own.ok ? find(own.text, /^0::(\/.*)$/m) : undefined;
  const older = own.ok ? find(own.text, /^\d+:(?:[\w,=]*,)?memory(?:,[\w,=]*)?:(\/.*)$/m) : undefined;
  const files = [
    ...foldersAbove(unified ?? '/').map((folder) => `${ROOT}${folder}memory.max`),
    ...(older === undefined
      ? []
      : foldersAbove(older).map((folder) => `${ROOT}/memory${folder}memory.limit_in_bytes`)),
  ];
  const limits: Fact<number>[] = [];
  for (const path of files) {
    const file = await prober.file(path);
    const value = file.ok ? bytesFrom(file.text.trim(), 1) : undefined;
    if (value !== undefined) limits.push({ value, source: path });
  }
  return limits.sort((a, b) => a.value - b.value)[0];
}

/** `/a/b` is `/a/b/`, `/a/` and `/`; in a container the names above its own root lead nowhere. */
function foldersAbove(group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: Math.min(parts.length, MAX_DEPTH) + 1 }, (_, depth) => {
    const kept = parts.slice(0, parts.length - depth);
    return kept.length === 0 ? '/' : `/${kept.join('/')}/`;
  });
}
