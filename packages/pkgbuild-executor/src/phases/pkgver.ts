import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { showForeign } from '@rbee-internal/redact-url';
import { type HeldFolder, IrregularFileError, openRegularFile } from '@rbee-internal/system/files';
import { ExecuteError } from '../errors.js';
import { replacedError } from '../failures.js';
import { type BuildFolders, isWithin } from '../surroundings/build-folders.js';
import type { FailureFacts } from './failure-facts.js';

/** Bytes that `pkgver()` may print: a file name of Linux has at most 255. */
const MAX_PKGVER_BYTES = 4_096;

/** Bytes of a PKGBUILD that is read again; those that people write have a few thousand. */
const MAX_PKGBUILD_BYTES = 16_777_216;

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
    message: `pkgver() printed "${showForeign(printed)}", which is not a valid version: it must be 1 to ${MAX_PKGVER_BYTES} bytes of ASCII without blanks, "/", ":" and "-"`,
    hint: 'Everything that pkgver() prints on standard output becomes the version.',
    reason: 'exit',
    ...about,
  });
}

/**
 * Writes a version into a PKGBUILD as makepkg does: the value of every `pkgver=` in the first column up to the
 * next space, and 1 for every such `pkgrel=`. The file is replaced as a whole; a link that it was from the start becomes
 * a file. One outside the start folder is shown to the sandbox by itself, as the file that it is: it is written in place.
 *
 * @throws ExecuteError `FOLDER_REPLACED` when the recipe has put something else in its place
 */
export async function writePkgver(folders: BuildFolders, pkgver: string): Promise<void> {
  const { pkgbuildPath, startDir } = folders.options;
  await folders.verify();
  const { text, mode } = await readPkgbuild(folders);
  const content = rewritePkgver(text, pkgver);
  if (isWithin(pkgbuildPath, startDir)) {
    await replacePkgbuild(folders.pkgbuildDir, path.basename(pkgbuildPath), { content, mode });
  } else {
    const handle = await openRegularFile(
      folders.pkgbuildLink ?? pkgbuildPath,
      constants.O_WRONLY | constants.O_TRUNC,
    );
    await handle.writeFile(content, 'latin1').finally(() => handle.close());
  }
}

async function readPkgbuild({ pkgbuildDir, options, pkgbuildLink }: BuildFolders) {
  const name = path.basename(options.pkgbuildPath);
  try {
    const handle = await openRegularFile(pkgbuildLink ?? pkgbuildDir.inside(name));
    try {
      const { mode, size } = await handle.stat();
      if (size > MAX_PKGBUILD_BYTES) throw replacedError(options.pkgbuildPath, `a file of ${size} bytes`);
      // Latin-1 keeps every byte of a file that is not UTF-8.
      return { mode, text: await handle.readFile('latin1') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof IrregularFileError) {
      throw replacedError(
        options.pkgbuildPath,
        error.code === 'ELOOP' ? 'a link' : 'something that is not a file',
      );
    }
    throw error;
  }
}

async function replacePkgbuild(
  folder: HeldFolder,
  name: string,
  { content, mode }: { readonly content: string; readonly mode: number },
): Promise<void> {
  const temporary = folder.inside(`${name}.${randomUUID()}`);
  try {
    await writeFile(temporary, content, { encoding: 'latin1', mode, flag: 'wx' });
    await rename(temporary, folder.inside(name));
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
