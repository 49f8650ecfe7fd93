import type { OutdatedEvent, RegistryEvent } from '@rbee/worker-catalog';
import type { JobEventBody } from 'rbee-hive-daemon/api';
import type { LogLine } from './daemon-shapes.js';

/** Everything that a command tells while it works; with `--json` each is a line. */
export type HiveEvent =
  | JobEventBody
  /** What a command is told that only looks. */
  | RegistryEvent
  | OutdatedEvent
  /** A line that a worker printed. */
  | {
      readonly type: 'worker-output';
      readonly worker: string;
      readonly stream: 'stdout' | 'stderr';
      readonly line: string;
    }
  /** A line of a log that is followed; it is part of the result, too. */
  | ({ readonly type: 'log-line'; readonly worker: string } & LogLine)
  /** A worker that runs in the foreground answers. */
  | { readonly type: 'worker-ready'; readonly worker: string; readonly url: string }
  /** The daemon listens; requests need the token in this file. */
  | { readonly type: 'daemon-ready'; readonly url: string; readonly tokenFile: string };
