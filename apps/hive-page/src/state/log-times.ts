import { effect, signal } from '@preact/signals';

/** What a log shows before each line: nothing, the time since its start, or the time of day. */
export const LOG_TIMES = ['off', 'elapsed', 'clock'] as const;

export type LogTimes = (typeof LOG_TIMES)[number];

const KEY = 'rbee-hive-log-times';

export const logTimes = signal<LogTimes>('off');

/** Starts with what was chosen last, else with the time since the start where there is room; remembers the choice. */
export function startLogTimes(storage: Storage, isNarrow: boolean): void {
  const usual: LogTimes = isNarrow ? 'off' : 'elapsed';
  logTimes.value = LOG_TIMES.find((choice) => choice === storage.getItem(KEY)) ?? usual;
  effect(() => {
    if (logTimes.value === usual) storage.removeItem(KEY);
    else storage.setItem(KEY, logTimes.value);
  });
}
