import type { Job, Operation } from 'rbee-hive-daemon/api';
import { ApiFailure, asApiError, isApiFailure } from '../api/api-failure.js';
import { jobPath } from '../api/paths.js';
import { changes, hive } from '../hive.js';
import { hasEnded } from '../model/job-progress.js';
import { describeOperation, describeResult } from '../model/operation-text.js';
import { jobLink } from '../router.js';
import { goTo } from './route.js';
import { showFailure, showToast } from './toasts.js';

/** Posts a long job and shows it. @throws ApiFailure when it is refused */
export async function startAndShow(operation: Operation): Promise<void> {
  const { id } = await hive.post(operation);
  changes.value += 1;
  goTo(jobLink(id));
}

/** Asks a job to end early. @throws ApiFailure */
export async function cancelJob(id: string): Promise<void> {
  try {
    await hive.cancel(id);
  } finally {
    changes.value += 1;
  }
}

/** Posts a job and waits for its success. @throws ApiFailure when it is refused, fails or is cancelled */
export async function performJob(operation: Operation): Promise<Job> {
  try {
    const job = await untilEnded(await hive.post(operation));
    if (job.state === 'succeeded') return job;
    const fallback = { code: 'JOB_ENDED', message: `${describeOperation(operation)}: ${job.state}.` };
    throw new ApiFailure(job.error ?? fallback, { status: 0 });
  } finally {
    changes.value += 1;
  }
}

/** As `performJob`, with a message at the edge when it succeeded. @throws ApiFailure */
export async function performAndSay(operation: Operation): Promise<Job> {
  const job = await performJob(operation);
  const text = describeResult(job) ?? `${describeOperation(operation)}: done.`;
  showToast({ kind: 'done', text, jobId: job.id });
  return job;
}

/** Posts a short job and shows messages on how it goes. Returns the ended job; `undefined` when it was refused. */
export async function runJob(operation: Operation): Promise<Job | undefined> {
  const title = describeOperation(operation);
  const toast = showToast({ kind: 'busy', text: `${title} …` });
  try {
    const job = await untilEnded(await hive.post(operation));
    showEnding(job, title, toast);
    return job;
  } catch (error) {
    showFailure(asApiError(error), toast);
    return undefined;
  } finally {
    changes.value += 1;
  }
}

/** Milliseconds between two looks at a job, at first and at last. */
const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 1_500;

/** Looks again and again: a stream would hold one of the few connections that a browser has for an origin. */
async function untilEnded(posted: Job): Promise<Job> {
  let job = posted;
  for (let pause = FIRST_PAUSE; !hasEnded(job); pause = Math.min(LONGEST_PAUSE, pause * 1.5)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    job = await look(job);
  }
  return job;
}

/** The job as it is now; as it was, while the daemon does not respond. */
async function look(job: Job): Promise<Job> {
  try {
    return await hive.get<Job>(jobPath(job.id));
  } catch (error) {
    if (isApiFailure(error) && (error.status === 0 || error.status >= 429)) return job;
    throw error;
  }
}

function showEnding(job: Job, title: string, toast: number): void {
  if (job.state === 'succeeded') {
    showToast({ kind: 'done', text: describeResult(job) ?? `${title}: done.`, jobId: job.id }, toast);
    return;
  }
  const text = job.error?.message ?? `${title}: ${job.state}.`;
  showToast({ kind: 'failed', text, hint: job.error?.hint, jobId: job.id }, toast);
}
