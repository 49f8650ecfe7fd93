import path from 'node:path';
import { isReservedName } from '@rbee/artifact-catalog';
import { joinInside } from '@rbee-internal/contained-path';

/**
 * Whether a foreign name can be that of a file below a model's folder, on every system: relative, without `..`, control
 * characters and what Windows reserves, and not one that the catalog keeps for itself.
 */
export function isSafeFileName(name: string): boolean {
  if (/[\p{Cc}\p{Cs}\\:*?"<>|]/u.test(name) || name.endsWith('/')) return false;
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) return false;
  return joinInside(path.resolve('/x'), name) !== undefined && !isReservedName(name.split('/')[0] ?? '');
}
