import { availableParallelism } from 'node:os';

/** How many programs a build runs at a time. */
export interface ParallelJobs {
  readonly jobs: number | undefined;
  readonly maxLoad: number | undefined;
}

/** `MAKEFLAGS` for these limits: a job for each core where none is set. */
export function makeflagsFor({ jobs = availableParallelism(), maxLoad }: ParallelJobs): string {
  return maxLoad === undefined ? `-j${jobs}` : `-j${jobs} -l${maxLoad}`;
}

/** What build tools other than make read; only a limit that the caller set is passed to them. */
export function jobVariables({ jobs }: ParallelJobs): Record<string, string> {
  if (jobs === undefined) return {};
  const count = String(jobs);
  return { CMAKE_BUILD_PARALLEL_LEVEL: count, CARGO_BUILD_JOBS: count, MAX_JOBS: count, GOMAXPROCS: count };
}
