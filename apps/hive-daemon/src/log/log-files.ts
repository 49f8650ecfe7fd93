import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isSystemError } from '@rbee-internal/coded-error';
import { openRegularFile } from '@rbee-internal/system/files';
import { scanLines } from './scan-lines.js';

export interface LogFilesInit {
  readonly folder: string;
  /** A file that has become so long is followed by a new one, and only the newest stay. @default one file for all */
  readonly rotation?: { readonly fileBytes: number; readonly files: number } | undefined;
  /** Told of a file that goes, before it does. */
  readonly onDrop: (file: string) => void;
}

export interface LogFilesVisitor {
  /** A file, by the number of its first line. */
  readonly onFile: (firstSeq: number) => void;
  /** A line, and how many bytes it has, its line feed included. */
  readonly onLine: (file: string, bytes: number) => void;
}

/** The one file of a log that does not rotate. */
const ONLY_FILE = 'events.ndjson';

/** The file of a log that rotates, named for its first line. */
const FILE_NAME = /^log-(\d{15})\.ndjson$/;

/** By how much the last lines that a file gets may pass its size. */
const OVERSHOOT_BYTES = 64 * 1024 ** 2;

/** The files that a log's lines are in: one, or the newest of many. */
export class LogFiles {
  readonly #init: LogFilesInit;
  #handle: FileHandle | undefined;
  #file = '';
  #bytes = 0;

  constructor(init: LogFilesInit) {
    this.#init = init;
  }

  /** Goes through what is there, oldest first; the newest file is appended to from then on. */
  async visit({ onFile, onLine }: LogFilesVisitor): Promise<void> {
    for (const name of await this.#names()) {
      const file = path.join(this.#init.folder, name);
      // What we did not write ourselves is not gone through: a worker may have put it there.
      if (!(await this.#isOurs(file))) continue;
      onFile(Number(FILE_NAME.exec(name)?.[1] ?? 1));
      [this.#file, this.#bytes] = [file, 0];
      await scanLines(file, (bytes) => {
        this.#bytes += bytes;
        onLine(file, bytes);
      });
    }
  }

  /** Appends lines, the first of which has this number, and answers the file. What could be written only in part goes. */
  async append(lines: string, firstSeq: number): Promise<string> {
    try {
      const handle = await this.#openNewest(firstSeq);
      await handle.appendFile(lines);
    } catch (error) {
      await this.#handle?.truncate(this.#bytes).catch(() => undefined);
      throw error;
    }
    this.#bytes += Buffer.byteLength(lines);
    return this.#file;
  }

  /** Holds no file open until lines are appended again. */
  async rest(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close().catch(() => undefined);
  }

  /** The file to append to: the newest, unless it is full. */
  async #openNewest(firstSeq: number): Promise<FileHandle> {
    const { folder, rotation } = this.#init;
    if (this.#file !== '' && (rotation === undefined || this.#bytes < rotation.fileBytes)) {
      this.#handle ??= await openToAppend(this.#file);
      return this.#handle;
    }
    const name = rotation === undefined ? ONLY_FILE : `log-${String(firstSeq).padStart(15, '0')}.ndjson`;
    const handle = await openToAppend(path.join(folder, name));
    await this.#handle?.close();
    [this.#handle, this.#file, this.#bytes] = [handle, path.join(folder, name), 0];
    if (rotation !== undefined) await this.#dropOld(rotation.files);
    return handle;
  }

  async #dropOld(files: number): Promise<void> {
    for (const name of (await this.#names()).slice(0, -files)) {
      const file = path.join(this.#init.folder, name);
      this.#init.onDrop(file);
      await rm(file, { force: true });
    }
  }

  async #isOurs(file: string): Promise<boolean> {
    const stats = await lstat(file).catch(() => undefined);
    const { rotation } = this.#init;
    const most = rotation === undefined ? Number.POSITIVE_INFINITY : rotation.fileBytes + OVERSHOOT_BYTES;
    return stats?.isFile() === true && stats.size <= most;
  }

  /** The files that are there, oldest first. */
  async #names(): Promise<string[]> {
    const { folder, rotation } = this.#init;
    const names = await readdir(folder);
    return names
      .filter((name) => (rotation === undefined ? name === ONLY_FILE : FILE_NAME.test(name)))
      .sort();
  }
}

async function openToAppend(file: string): Promise<FileHandle> {
  try {
    return await openRegularFile(file, constants.O_WRONLY | constants.O_APPEND);
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error;
    return open(file, 'ax', 0o600);
  }
}
