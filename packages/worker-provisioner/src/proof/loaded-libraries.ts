import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isFromSystem } from '@rbee-internal/coded-error';
import { IrregularFileError, readRegularFile } from '@rbee-internal/system/files';

const PREFIX = 'loaded-libraries';
/** Processes of a worker whose reports are read. */
const MAX_REPORTS = 64;
const MAX_REPORT_BYTES = 8 * 1024 * 1024;

/** Lets glibc's dynamic loader report what it loads, in files below a folder: see ld.so(8), `LD_DEBUG`. */
export function loaderReport(folder: string): Readonly<Record<string, string>> {
  return { LD_DEBUG: 'files', LD_DEBUG_OUTPUT: path.join(folder, PREFIX) };
}

/**
 * The libraries that a program and what it started have loaded, by file name. `undefined` where the loader reported
 * nothing: another C library's, or a program that is linked statically.
 */
export async function readLoaderReport(folder: string): Promise<ReadonlySet<string> | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`${PREFIX}.`));
  const loaded = new Set<string>();
  for (const name of names.slice(0, MAX_REPORTS)) {
    for (const [, file = ''] of (await readReport(path.join(folder, name))).matchAll(INITIALISED))
      loaded.add(path.posix.basename(file));
  }
  return loaded.size === 0 ? undefined : loaded;
}

/** A library whose needs are met, too: its own code runs from here on. */
const INITIALISED = /calling init: (\S.*)$/gm;

async function readReport(file: string): Promise<string> {
  try {
    return (await readRegularFile(file, { maxBytes: MAX_REPORT_BYTES })).toString('utf8');
  } catch (error) {
    if (error instanceof IrregularFileError || isFromSystem(error)) return '';
    throw error;
  }
}
