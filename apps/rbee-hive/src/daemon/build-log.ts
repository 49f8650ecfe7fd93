import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { makePrivateFolder, writeNewFile } from '@rbee-internal/system/files';
import type { HiveEvent } from '../events.js';

/** Logs that are kept; the oldest go. */
const MAX_LOGS = 10;
/** Characters of the beginning and of the end that are kept of one. */
const HEAD_LENGTH = 1024 * 1024;
const TAIL_LENGTH = 4 * 1024 * 1024;

/** The lines of builds that fail in this process: `build-logs` in the daemon's folder for its state. */
export class BuildLog {
  #head = '';
  #tail: string[] = [];
  #tailLength = 0;
  #leftOut = 0;
  #hasOutput = false;

  /** Notes what a step and its programs say. */
  note(event: HiveEvent): void {
    if (event.type === 'output') this.#hasOutput = true;
    const line =
      event.type === 'output' ? event.line : event.type === 'step-start' ? `==> ${event.step}` : undefined;
    if (line !== undefined) this.#add(`${line}\n`);
  }

  /** Writes what was noted where a program has said something; resolves with the file's path. */
  async keep(stateDir: string, worker: string): Promise<string | undefined> {
    if (!this.#hasOutput) return undefined;
    const folder = path.join(stateDir, 'build-logs');
    await makePrivateFolder(stateDir);
    await makePrivateFolder(folder);
    const time = new Date().toISOString().replace(/[:.]/g, '-');
    const name = `${time}-${worker.replace(/[^\w.-]+/g, '_').slice(-100)}-${randomUUID().slice(0, 4)}.log`;
    const file = path.join(folder, name);
    await writeNewFile(file, this.#text(), { flush: false, mode: 0o600 });
    await removeOldest(folder);
    return file;
  }

  #add(line: string): void {
    if (this.#tail.length === 0 && this.#head.length + line.length <= HEAD_LENGTH) {
      this.#head += line;
      return;
    }
    this.#tail.push(line);
    this.#tailLength += line.length;
    // Rarely, for it moves all lines.
    if (this.#tailLength > 2 * TAIL_LENGTH) this.#shorten();
  }

  #shorten(): void {
    let from = 0;
    while (from < this.#tail.length && this.#tailLength > TAIL_LENGTH) {
      this.#tailLength -= this.#tail[from]?.length ?? 0;
      from += 1;
    }
    this.#leftOut += from;
    this.#tail = this.#tail.slice(from);
  }

  #text(): string {
    this.#shorten();
    const gap = this.#leftOut === 0 ? '' : `… ${this.#leftOut} lines are left out here …\n`;
    return `${this.#head}${gap}${this.#tail.join('')}`;
  }
}

async function removeOldest(folder: string): Promise<void> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort();
  for (const name of logs.slice(0, -MAX_LOGS)) await rm(path.join(folder, name), { force: true });
}
