/** The bound that was reached. */
export type LimitName = 'time' | 'output' | 'memory' | 'processes' | 'disk';

/** Bounds on hostile or broken recipes. */
export interface ExecuteLimits {
  /** Milliseconds of one phase. @default 7_200_000 (2 hours) */
  readonly phaseMilliseconds: number;
  /** Bytes of output, both streams of all phases together. @default 1_073_741_824 (1 GiB) */
  readonly outputBytes: number;
  /** Bytes of one line in an event; a longer line comes as several events. @default 65_536 */
  readonly lineBytes: number;
  /** Milliseconds between SIGTERM and SIGKILL. @default 2_000 */
  readonly graceMilliseconds: number;
  /** Processes at one time. Linux only. @default 4_096 */
  readonly processes: number;
  /** Files that one process may have open; kept by the kernel. @default 65_536 */
  readonly openFiles: number;
  /** Bytes of address space of one process; kept by the kernel. @default no bound */
  readonly processMemoryBytes: number;
  /** Bytes of memory of all processes together, without what they share. Linux only. @default no bound */
  readonly memoryBytes: number;
  /** Bytes that the build may add to its folders. @default 137_438_953_472 (128 GiB) */
  readonly diskBytes: number;
  /** Bytes that must stay free on the disk. @default 268_435_456 (256 MiB) */
  readonly freeDiskBytes: number;
}

/** The bounds that hold where {@link ExecuteOptions.limits} says nothing. */
export const DEFAULT_EXECUTE_LIMITS: Readonly<ExecuteLimits> = Object.freeze({
  phaseMilliseconds: 7_200_000,
  outputBytes: 1_073_741_824,
  lineBytes: 65_536,
  graceMilliseconds: 2_000,
  processes: 4_096,
  openFiles: 65_536,
  processMemoryBytes: Number.POSITIVE_INFINITY,
  memoryBytes: Number.POSITIVE_INFINITY,
  diskBytes: 137_438_953_472,
  freeDiskBytes: 268_435_456,
});
