import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { HeldFolder } from '@rbee-internal/system/files';
import type { PhaseName } from './phase.js';

/** The log file of one phase. */
export interface PhaseLog {
  readonly file: string;
  write(chunk: Buffer): void;
  close(): void;
}

/**
 * Opens `<pkgbase>-<phase>.log`, or `<pkgbase>-package-<name>.log`, as a new file in the folder that is held, wherever
 * its name leads by now. It is written at once: what a process printed before it brought the machine down is then in it.
 */
export function openPhaseLog(folder: HeldFolder, pkgbase: string, name: PhaseName): PhaseLog {
  const parts = [pkgbase, name.phase, ...(name.package === undefined ? [] : [name.package])];
  const file = `${parts.join('-')}.log`;
  rmSync(folder.inside(file), { force: true });
  const descriptor = openSync(folder.inside(file), 'wx', 0o600);
  return {
    file: path.join(folder.path, file),
    write(chunk) {
      for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at);
    },
    close: () => closeSync(descriptor),
  };
}
