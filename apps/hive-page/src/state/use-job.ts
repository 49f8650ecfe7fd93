import { useEffect, useState } from 'preact/hooks';
import type { ApiError, JobEvent } from 'rbee-hive-daemon/api';
import { asApiError } from '../api/api-failure.js';
import { followStream, type StreamState } from '../api/follow-stream.js';
import { jobPath } from '../api/paths.js';
import { changes, hive } from '../hive.js';
import { applyJobEvent, hasEnded, type JobProgress, NO_PROGRESS } from '../model/job-progress.js';
import { createLogStore, type LogStore } from '../model/log/log-store.js';
import { createFrameSignal, type FrameSignal } from './frame-signal.js';

/** A job that is followed. Members change; `frames` says when to look again. */
export interface FollowedJob {
  readonly log: LogStore;
  readonly frames: FrameSignal;
  progress: JobProgress;
  connection: StreamState;
  /** Why it cannot be followed. */
  error: ApiError | undefined;
}

/** Follows a job from its first event for as long as the view is there. */
export function useJob(id: string): FollowedJob {
  const [followed, setFollowed] = useState(newFollowedJob);
  useEffect(() => {
    const stop = new AbortController();
    const current = newFollowedJob();
    setFollowed(current);
    follow(id, current, stop.signal).catch((error: unknown) => {
      if (stop.signal.aborted) return;
      current.error = asApiError(error);
      current.frames.touch();
    });
    return () => stop.abort(new DOMException('The view was left.', 'AbortError'));
  }, [id]);
  // Reading it makes the caller look again.
  followed.frames.count.value;
  return followed;
}

function newFollowedJob(): FollowedJob {
  return {
    log: createLogStore(),
    frames: createFrameSignal(),
    progress: NO_PROGRESS,
    connection: 'connecting',
    error: undefined,
  };
}

async function follow(id: string, followed: FollowedJob, signal: AbortSignal): Promise<void> {
  await followStream(`${jobPath(id)}/stream`, {
    client: hive,
    signal,
    gapless: true,
    onState: (state) => {
      followed.connection = state;
      followed.frames.touch();
    },
    isComplete: () => hasEnded(followed.progress.job),
    onMessages: (messages) => {
      for (const { data } of messages) {
        const { progress, entry } = applyJobEvent(followed.progress, JSON.parse(data) as JobEvent);
        followed.progress = progress;
        if (entry) followed.log.append(entry);
      }
      followed.frames.touch();
    },
  });
  changes.value += 1;
}
