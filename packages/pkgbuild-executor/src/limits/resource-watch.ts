import type { ProcessTree } from '@rbee-internal/system/process';
import { countTasks, privateBytes, TICKS_PER_SECOND } from '@rbee-internal/system/process';
import { type WatchOptions, watchDisk } from './disk-watch.js';

/** How often processes and memory are looked at. */
const SAMPLE_MILLISECONDS = 200;

/** How often the tasks of the whole machine are counted, which costs next to nothing. */
const COUNT_MILLISECONDS = 50;

/** Disk space is looked at once in so many samples. */
const DISK_EVERY = 5;

/** How many processes' memory is added up; beyond it the bound on processes counts. */
const MAX_MEASURED = 10_000;

/** What a build uses, by samples. */
export interface ResourceWatch {
  /** Takes a sample now. */
  sample(): void;
  /** Begins a phase: its peak starts again. */
  reset(): void;
  /** `undefined` where processes cannot be seen. */
  peakMemoryBytes(): number | undefined;
  /** Processor time of what runs now and of what it waited for. */
  cpuMilliseconds(): number;
  stop(): void;
}

export interface ResourceWatchOptions extends WatchOptions {
  readonly tree: ProcessTree;
}

/** Looks at a build's processes and disk space until it is stopped, and reports when a limit is reached. */
export function watchResources({ options, tree, onLimit, onFault }: ResourceWatchOptions): ResourceWatch {
  const { processes, memoryBytes } = options.limits;
  const disk = watchDisk({ options, onLimit, onFault });
  let peak: number | undefined;
  let cpuTicks = 0;
  let samples = 0;

  function sample(): void {
    const found = tree.members();
    if (found.length === 0) return;
    if (found.length > processes) {
      // A recipe that forks without end is faster than any orderly end.
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
