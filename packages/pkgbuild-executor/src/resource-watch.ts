import { lstat, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { ResolvedOptions } from './options.js';
import { countTasks, privateBytes, TICKS_PER_SECOND } from './process-table.js';
import type { ProcessTree } from './process-tree.js';
import type { LimitName } from './types.js';

/** How often processes and memory are looked at. */
const SAMPLE_MILLISECONDS = 200;

/** How often the tasks of the whole machine are counted, which costs next to nothing. */
const COUNT_MILLISECONDS = 50;

/** Disk space is looked at once in so many samples. */
const DISK_EVERY = 5;

/** How many processes' memory is added up; beyond it the bound on processes counts. */
const MAX_MEASURED = 10_000;

/** What stat(2) counts `blocks` in. */
const BLOCK_BYTES = 512;

/** What a build uses, by samples. */
export interface ResourceWatch {
  /** Takes a sample now. */
  sample(): void;
  /** Begins a phase: its peak starts anew. */
  reset(): void;
  /** `undefined` where processes cannot be seen. */
  peakMemoryBytes(): number | undefined;
  /** Processor time of what runs now and of what it waited for. */
  cpuMilliseconds(): number;
  stop(): void;
}

export interface ResourceWatchOptions {
  readonly options: ResolvedOptions;
  readonly tree: ProcessTree;
  readonly onLimit: (limit: LimitName, bound: number) => void;
  /** Takes why processes could not be looked at, such as too many open files: a build is not left unwatched. */
  readonly onFault: (error: unknown) => void;
}

/** Looks at a build's processes and disk space until it is stopped, and tells when a bound is reached. */
export function watchResources({ options, tree, onLimit, onFault }: ResourceWatchOptions): ResourceWatch {
  const { processes, memoryBytes } = options.limits;
  const disk = watchDisk(options, onLimit);
  let peak: number | undefined;
  let cpuTicks = 0;
  let samples = 0;

  function sample(): void {
    const found = tree.members();
    if (found.length === 0) return;
    if (found.length > processes) {
      // Whoever forks without end is faster than any orderly end.
      tree.strike();
      onLimit('processes', processes);
    }
    const memory = found.slice(0, MAX_MEASURED).reduce((sum, { pid }) => sum + privateBytes(pid), 0);
    peak = Math.max(peak ?? 0, memory);
    cpuTicks = Math.max(
      cpuTicks,
      found.reduce((sum, info) => sum + info.cpuTicks, 0),
    );
    if (memory > memoryBytes) onLimit('memory', memoryBytes);
  }

  const checkTasks = createTaskCheck(processes, () => {
    tree.freeze();
    try {
      sample();
    } finally {
      tree.resume();
    }
  });
  const timers = [
    setInterval(() => attempt(checkTasks, onFault), COUNT_MILLISECONDS),
    setInterval(() => {
      attempt(sample, onFault);
      samples += 1;
      if (samples % DISK_EVERY === 0) void disk.check();
    }, SAMPLE_MILLISECONDS),
  ];
  return {
    sample,
    reset() {
      peak = undefined;
    },
    peakMemoryBytes: () => peak,
    cpuMilliseconds: () => (cpuTicks * 1_000) / TICKS_PER_SECOND,
    stop() {
      for (const timer of timers) clearInterval(timer);
      disk.stop();
    },
  };
}

/** Calls back when the machine has so many more tasks than before that the bound may have been passed. */
function createTaskCheck(bound: number, onMany: () => void): () => void {
  let before = countTasks();
  return () => {
    const now = countTasks();
    if (before === undefined || now === undefined || now - before <= bound) return;
    onMany();
    before = now;
  };
}

function attempt(work: () => void, onFault: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    onFault(error);
  }
}

interface DiskWatch {
  check(): Promise<void>;
  stop(): void;
}

/**
 * The free space is cheap to ask for, but others change it too: only when it has shrunk by more than the bound are
 * the build's own folders added up.
 */
function watchDisk(options: ResolvedOptions, onLimit: ResourceWatchOptions['onLimit']): DiskWatch {
  const { diskBytes, freeDiskBytes } = options.limits;
  const folders = [options.srcDir, options.pkgDir, options.workDir];
  let isBusy = false;
  let isStopped = false;
  let freeBefore: number | undefined;

  async function look(): Promise<void> {
    const { bavail, bsize } = await statfs(options.workDir);
    const free = bavail * bsize;
    freeBefore ??= free;
    if (free < freeDiskBytes) return report('disk', freeDiskBytes);
    if (freeBefore - free > diskBytes && (await usedBytes(folders, diskBytes)) > diskBytes)
      report('disk', diskBytes);
  }

  function report(limit: LimitName, bound: number): void {
    if (!isStopped) onLimit(limit, bound);
  }

  async function check(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    // A folder that cannot be read now is looked at again the next time.
    await look().catch(() => undefined);
    isBusy = false;
  }

  void check();
  return {
    check,
    stop() {
      isStopped = true;
    },
  };
}

/** Bytes on the disk below some folders; stops counting above `enough`. Links are not followed. */
async function usedBytes(folders: readonly string[], enough: number): Promise<number> {
  let sum = 0;
  const pending = [...folders];
  for (let folder = pending.pop(); folder !== undefined && sum <= enough; folder = pending.pop()) {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) pending.push(file);
      else sum += ((await lstat(file).catch(() => undefined))?.blocks ?? 0) * BLOCK_BYTES;
    }
  }
  return sum;
}
