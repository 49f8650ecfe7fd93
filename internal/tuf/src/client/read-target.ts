import { createHash } from 'node:crypto';
import path from 'node:path';
import { isFromSystem } from '@rbee-internal/coded-error';
import { showForeign } from '@rbee-internal/redact-url';
import { IrregularFileError, readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { TufError } from './errors.js';
import type { TufClientOptions, TufRequest, TufTarget, TufView } from './types.js';

/** Algorithms of which one has to be among a target's. */
const STRONG = ['sha256', 'sha512'];

/** Reads targets, and keeps them by their digest. */
export function createTargetReader(
  { folder, get }: TufClientOptions,
  isConsistent: boolean,
): TufView['read'] {
  return async (target: TufTarget, { maxBytes, signal }: TufRequest) => {
    requireReadable(target, maxBytes);
    const kept = path.join(folder, 'targets', keptName(target));
    const copy = await readKept(kept, target);
    if (copy !== undefined) return copy;
    const where = `targets/${locationOf(target, isConsistent)}`;
    const { status, body } = await get(where, { maxBytes: Math.max(1, target.length), signal });
    if (status !== 200) throw altered(target, `the server answered ${status}`, 'NOT_SIGNED');
    if (!isTarget(body, target)) throw altered(target, 'it is not the file that was signed');
    await replaceFile(kept, body, { durable: false }).catch((error: unknown) => {
      // It can be fetched again.
      if (!isFromSystem(error)) throw error;
    });
    return body;
  };
}

async function readKept(file: string, target: TufTarget): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readRegularFile(file, { maxBytes: target.length });
    return isTarget(bytes, target) ? bytes : undefined;
  } catch (error) {
    if (error instanceof IrregularFileError || isFromSystem(error)) return undefined;
    throw error;
  }
}

function requireReadable(target: TufTarget, maxBytes: number): void {
  if (target.length > maxBytes)
    throw altered(target, `it has ${target.length} bytes, and ${maxBytes} are allowed`);
  const strong = Object.entries(target.hashes).filter(([name]) => STRONG.includes(name));
  if (strong.length === 0 || strong.some(([, hex]) => !/^[0-9a-f]{64,128}$/.test(hex)))
    throw altered(target, 'it has no SHA-256 or SHA-512 digest');
}

function isTarget(bytes: Uint8Array, { length, hashes }: TufTarget): boolean {
  if (bytes.byteLength !== length) return false;
  return STRONG.every((name) => {
    const wanted = hashes[name];
    return wanted === undefined || createHash(name).update(bytes).digest('hex') === wanted;
  });
}

function keptName({ hashes }: TufTarget): string {
  const [name = ''] = STRONG.filter((each) => Object.hasOwn(hashes, each));
  return `${name}-${hashes[name]}`;
}

/** Where a target lies: before its file name stands its digest, if the root says so. */
function locationOf(target: TufTarget, isConsistent: boolean): string {
  const segments = target.path.split('/');
  if (segments.some((each) => each === '' || each === '.' || each === '..'))
    throw altered(target, 'its path is not plain');
  const name = segments.pop() ?? '';
  const digest = STRONG.map((each) => target.hashes[each]).find((each) => each !== undefined);
  return [...segments, isConsistent ? `${digest}.${name}` : name].map(encodeURIComponent).join('/');
}

function altered(
  { path }: TufTarget,
  reason: string,
  code: 'TARGET_ALTERED' | 'NOT_SIGNED' = 'TARGET_ALTERED',
): TufError {
  return new TufError({
    code,
    message: `${showForeign(path)} is refused: ${reason}.`,
    hint: 'Someone may be answering in place of the registry. Ask who runs it before you try again.',
  });
}
