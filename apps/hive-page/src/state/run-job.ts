import type { Job, JobEvent, Operation } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';
import { followStream } from '../api/follow-stream.js';
import { changes, hive } from '../hive.js';
import { hasEnded } from '../model/job-progress.js';
import { describeOperation, describeResult } from '../model/operation-text.js';
import { jobLink } from '../router.js';
import { goTo } from './route.js';
import { showFailure, showToast } from './toasts.js';

/** Posts a long job and shows it. A refusal is shown as a message. */
export async function startAndShow(operation: Operation): Promise<void> {
  try {
    const { id } = await hive.post(operation);
    changes.value += 1;
    goTo(jobLink(id));
  } catch (error) {
    showFailure(asApiError(error));
  }
}

/** Posts a short job and tells by messages how it goes. Answers the ended job; `undefined` when it was refused. */
export async function runJob(operation: Operation): Promise<Job | undefined> {
  const title = describeOperation(operation);
  const toast = showToast({ kind: 'busy', text: `${title} …` });
  try {
    const job = await untilEnded(await hive.post(operation));
    tellEnding(job, title, toast);
    return job;
  } catch (error) {
    showFailure(asApiError(error), toast);
    return undefined;
  } finally {
    changes.value += 1;
  }
}

async function untilEnded(posted: Job): Promise<Job> {
  let job = posted;
  await followStream(`/v1/jobs/${encodeURIComponent(job.id)}/stream`, {
    client: hive,
    // It ends with the job, or with the page.
    signal: new AbortController().signal,
    gapless: true,
    onState: () => undefined,
    isComplete: () => hasEnded(job),
    onMessages: (messages) => {
      for (const { data } of messages) {
        const { event } = JSON.parse(data) as JobEvent;
        if (event.type === 'job-state') job = event.job;
      }
    },
  });
  return job;
}

function tellEnding(job: Job, title: string, toast: number): void {
  if (job.state === 'succeeded') {
    showToast({ kind: 'done', text: describeResult(job) ?? `${title}: done.`, jobId: job.id }, toast);
    return;
  }
  const text = job.error?.message ?? `${title}: ${job.state}.`;
  showToast({ kind: 'failed', text, hint: job.error?.hint, jobId: job.id }, toast);
}
