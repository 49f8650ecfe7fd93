import { constants } from 'node:fs';
import { type FileHandle, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile, readRegularFile } from '@rbee-internal/system/files';
import { z } from 'zod';
import { claimFolder } from '../cache/partial.js';
import { type ByteRanges, createByteRanges } from './byte-ranges.js';

const DATA = 'data';
const STATE = 'state.json';
const MAX_STATE_BYTES = 1024 * 1024;

/** What is there of a file that is being downloaded, in a folder that belongs to this call alone. */
export interface PartialFile {
  readonly path: string;
  readonly file: FileHandle;
  /** Which of its bytes are there. */
  ranges: ByteRanges;
  /** How many were there when it was claimed. */
  readonly resumedBytes: number;
  /** Records what is there, for a call that resumes it. */
  save(): Promise<void>;
  /** Forgets what is there. */
  restart(): Promise<void>;
  /** Leaves it for the next call. */
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Takes over what an earlier call left under the key, or begins a new file. */
export async function claimPartialFile(key: string, partialsDir: string): Promise<PartialFile> {
  await mkdir(partialsDir, { recursive: true, mode: 0o700 });
  const claimed = await claimFolder(key, partialsDir);
  const state = path.join(claimed.folder, STATE);
  const data = path.join(claimed.folder, DATA);
  try {
    const file = await openRegularFile(data, constants.O_RDWR | constants.O_CREAT);
    const ranges = await readState(state, (await file.stat()).size);
    let saving = Promise.resolve();
    const save = () => {
      saving = saving.then(() => writeState(state, partial.ranges));
      return saving;
    };
    const partial: PartialFile = {
      path: data,
      file,
      ranges,
      resumedBytes: ranges.total(),
      save,
      async restart() {
        partial.ranges = createByteRanges();
        await save();
        await file.truncate(0);
      },
      async keep() {
        await save().finally(() => file.close());
        await (partial.ranges.total() > 0 ? claimed.keep() : claimed.drop());
      },
      async drop() {
        await file.close();
        await claimed.drop();
      },
    };
    return partial;
  } catch (error) {
    await claimed.drop();
    throw error;
  }
}

const offset = z.int().nonnegative();
const State = z.object({ ranges: z.array(z.object({ start: offset, end: offset })).max(10_000) });

/** How many bytes a partial download in a folder has. */
export async function receivedIn(folder: string): Promise<number> {
  return (await readState(path.join(folder, STATE), Number.MAX_SAFE_INTEGER)).total();
}

/** Not flushed: that would wait for the data too, and the digest of the whole proves what is there. */
async function writeState(file: string, ranges: ByteRanges): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify({ ranges }));
  await rename(`${file}.new`, file);
}

/** Of a state that cannot be read, or that says more than the file has, nothing counts. */
async function readState(file: string, size: number): Promise<ByteRanges> {
  try {
    const text = (await readRegularFile(file, { maxBytes: MAX_STATE_BYTES })).toString('utf8');
    const { ranges } = State.parse(JSON.parse(text));
    return createByteRanges(ranges.every(({ end }) => end <= size) ? ranges : []);
  } catch (error) {
    const isUnreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    if (isUnreadable || isSystemError(error, 'ENOENT', 'ELOOP', 'EFTYPE', 'EFBIG')) return createByteRanges();
    throw error;
  }
}
