import { isSystemError } from '@rbee-internal/coded-error';
import { readRegularFile, replaceFile } from '@rbee-internal/system/files';
import { ProcessIdentity } from '@rbee-internal/system/process';
import { z } from 'zod';
import { recordFile } from './record-file.js';

const MAX_BYTES = 64 * 1024;

/** What `daemon.json` in the state folder says, mode 0600, while a daemon runs. The token is in a file of its own. */
export const DaemonRecord = z.object({
  url: z.url({ protocol: /^http$/ }),
  pid: z.int().positive(),
  startedAt: z.string(),
  /** Whether the daemon still runs can be told by it, even when its pid names another process by now. */
  identity: ProcessIdentity,
});

export type DaemonRecord = Readonly<z.output<typeof DaemonRecord>>;

export function writeDaemonRecord(stateDir: string, record: DaemonRecord): Promise<void> {
  return replaceFile(recordFile(stateDir), `${JSON.stringify(record)}\n`);
}

/** `undefined` when there is none, or what is there is none. */
export async function readDaemonRecord(stateDir: string): Promise<DaemonRecord | undefined> {
  try {
    const content = await readRegularFile(recordFile(stateDir), { maxBytes: MAX_BYTES });
    return DaemonRecord.safeParse(JSON.parse(content.toString('utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError || isSystemError(error, ...NO_RECORD)) return undefined;
    throw error;
  }
}

const NO_RECORD = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EFTYPE', 'EFBIG'] as const;
