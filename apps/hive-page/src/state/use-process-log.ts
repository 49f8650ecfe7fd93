import { useEffect, useState } from 'preact/hooks';
import type { LogLine, WorkerProcess } from 'rbee-hive-daemon/api';
import { followStream, type StreamState } from '../api/follow-stream.js';
import { processPath } from '../api/paths.js';
import { hive } from '../hive.js';
import { createLogStore, type LogStore } from '../model/log/log-store.js';
import { isOver } from '../model/process-text.js';
import { createFrameSignal, type FrameSignal } from './frame-signal.js';

const ROTATED = 'Lines before this one were rotated away.';

/** The log of a process that is followed. */
export interface FollowedLog {
  readonly log: LogStore;
  readonly frames: FrameSignal;
  connection: StreamState;
}

/** Follows what a process prints for as long as the view is there. */
export function useProcessLog(id: string): FollowedLog {
  const [followed, setFollowed] = useState(newFollowedLog);
  useEffect(() => {
    const stop = new AbortController();
    const current = newFollowedLog();
    setFollowed(current);
    // The process itself is read beside; what is wrong with it is said there.
    follow(id, current, stop.signal).catch(() => undefined);
    return () => stop.abort(new DOMException('The view was left.', 'AbortError'));
  }, [id]);
  followed.frames.count.value;
  return followed;
}

function newFollowedLog(): FollowedLog {
  return { log: createLogStore(), frames: createFrameSignal(), connection: 'connecting' };
}

async function follow(id: string, followed: FollowedLog, signal: AbortSignal): Promise<void> {
  const path = processPath(id);
  let last = 0;
  await followStream(`${path}/logs/stream`, {
    client: hive,
    signal,
    onState: (state) => {
      followed.connection = state;
      followed.frames.touch();
    },
    isComplete: () => hive.get<WorkerProcess>(path, { signal }).then(isOver, () => false),
    onMessages: (messages) => {
      for (const { data } of messages) {
        const { seq, time, stream, line } = JSON.parse(data) as LogLine;
        if (seq > last + 1) followed.log.append({ text: ROTATED, kind: 'note' });
        last = seq;
        followed.log.append({
          text: line,
          kind: stream === 'hive' ? 'note' : stream,
          time: Date.parse(time),
        });
      }
      followed.frames.touch();
    },
  });
}
