import type { ModelEvent } from '@rbee/model-catalog';
import type { OutdatedEvent, RegistryEvent } from '@rbee/worker-catalog';
import type { JobEventBody, LogLine } from 'rbee-hive-daemon/api';
import type { RunWorkerEvent } from 'rbee-hive-daemon/local';
import type { RolloutEvent } from 'rbee-hive-fleet';

/** Everything that a command reports while it works; with `--json` each is a line. */
export type HiveEvent =
  | JobEventBody
  /** What a command that only looks receives. */
  | RegistryEvent
  | OutdatedEvent
  /** What is pulled. */
  | ModelEvent
  /** What a worker in the foreground prints and does. */
  | RunWorkerEvent
  /** A change of a fleet. */
  | RolloutEvent
  /** A line of a log that is followed; it is part of the result, too. */
  | ({ readonly type: 'log-line'; readonly worker: string } & LogLine)
  /** The daemon listens; requests need the token in this file. */
  | { readonly type: 'daemon-ready'; readonly url: string; readonly tokenFile: string };
