import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { showForeign } from '@rbee-internal/redact-url';
import { ExecuteError } from './errors.js';
import type { FailureFacts } from './recorder.js';

/** Bytes that `pkgver()` may print: a file name of Linux has at most 255. */
const MAX_PKGVER_BYTES = 4_096;

/** Collects what a captured function prints. */
export interface Capture {
  push(chunk: Buffer): void;
  /** The text as a command substitution of bash gives it: without NUL bytes and final newlines. */
  text(): string;
}

export function createCapture(): Capture {
  const chunks: Buffer[] = [];
  let length = 0;
  return {
    push(chunk) {
      // One byte more than allowed is enough to refuse it.
      const kept = chunk.subarray(0, MAX_PKGVER_BYTES + 1 - length);
      length += kept.length;
      if (kept.length > 0) chunks.push(Buffer.from(kept));
    },
    text: () => Buffer.concat(chunks).toString('utf8').replaceAll('\0', '').replace(/\n+$/, ''),
  };
}

/** Checks what `pkgver()` printed by the rule of PKGBUILD(5). @throws ExecuteError `INVALID_PKGVER` */
export function requirePkgver(printed: string, about: FailureFacts): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  const isAscii = /^[\u0000-\u007f]+$/.test(printed);
  if (isAscii && printed.length <= MAX_PKGVER_BYTES && !/[\s/:-]/.test(printed)) return printed;
  throw new ExecuteError({
    code: 'INVALID_PKGVER',
    message: `pkgver() printed "${showForeign(printed)}", which is no version: it must be ASCII of 1 to ${MAX_PKGVER_BYTES} bytes without blanks, "/", ":" and "-"`,
    hint: 'Everything that pkgver() prints on standard output becomes the version.',
    reason: 'exit',
    ...about,
  });
}

/**
 * Writes a version into a PKGBUILD as makepkg does: the value of every `pkgver=` in the first column up to the
 * next space, and 1 for every such `pkgrel=`. The file is replaced as a whole; a link becomes a file.
 */
export async function writePkgver(pkgbuildPath: string, pkgver: string): Promise<void> {
  const temporary = `${pkgbuildPath}.${randomUUID()}`;
  const { mode } = await stat(pkgbuildPath);
  // Latin-1 keeps every byte of a file that is no UTF-8.
  const text = await readFile(pkgbuildPath, 'latin1');
  try {
    await writeFile(temporary, rewritePkgver(text, pkgver), { encoding: 'latin1', mode, flag: 'wx' });
    await rename(temporary, pkgbuildPath);
  } finally {
    await rm(temporary, { force: true });
  }
}

function rewritePkgver(text: string, pkgver: string): string {
  const lines = text.endsWith('\n') ? text : `${text}\n`;
  return lines
    .replace(/(?<=^|\n)pkgver=[^ \n]*/g, () => `pkgver=${pkgver}`)
    .replace(/(?<=^|\n)pkgrel=[^ \n]*/g, 'pkgrel=1');
}
