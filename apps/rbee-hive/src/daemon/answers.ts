import * as api from 'rbee-hive-daemon/api';
import { z } from 'zod';

/** What this program needs of the daemon's answers. */

export const HiveInfo = api.HiveInfo.pick({ root: true, registry: true, version: true, pid: true });
export type HiveInfo = z.output<typeof HiveInfo>;

export const Job = api.Job.pick({ id: true, state: true, result: true, error: true });
export type Job = z.output<typeof Job>;

/** An event of a job. What this program does not know yet is passed on as it is. */
export const JobEvent = z.object({ seq: z.int(), event: z.looseObject({ type: z.string() }) });

export const JobStateEvent = z.looseObject({ type: z.literal('job-state'), job: Job });
