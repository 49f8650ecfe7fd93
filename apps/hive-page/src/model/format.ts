const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `0 B`, `999 B`, `1.5 kB`, `12 MB`: decimal units, as for disks and downloads. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 would be shown as 1000.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `12 GiB`: memory, which comes in powers of two. */
export function formatMemory(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return `${gibibytes.toFixed(gibibytes < 9.95 ? 1 : 0)} GiB`;
}

/** `850 ms`, `4.2 s`, `1 min 05 s`, `2 h 03 min`. */
export function formatDuration(milliseconds: number): string {
  const rounded = Math.max(0, Math.round(milliseconds));
  if (rounded < 1000) return `${rounded} ms`;
  if (rounded < 59_950) return `${(rounded / 1000).toFixed(1)} s`;
  const seconds = Math.round(rounded / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** `0:03.2`, `12:05.0`, `1:02:03.4`: the time since a beginning. */
export function formatElapsed(milliseconds: number): string {
  const tenths = Math.floor(Math.max(0, milliseconds) / 100);
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const rest = `${pad(seconds % 60)}.${tenths % 10}`;
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

const TIME_OF_DAY = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' },
});
const MOMENT = new Intl.DateTimeFormat('en-GB', {
  ...{
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
  ...{ fractionalSecondDigits: 3, hourCycle: 'h23', timeZoneName: 'short' },
});

/** `14:03:27.123`, in the reader's time zone. @param time milliseconds since 1970 */
export function formatTimeOfDay(time: number): string {
  return TIME_OF_DAY.format(time);
}

/** `21 Nov 2026, 14:03:27.123 UTC`, in the reader's time zone. @param time milliseconds since 1970 */
export function formatMoment(time: number): string {
  return MOMENT.format(time);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}

/** What a download still needs, where its size and rate are known. */
export function remainingMilliseconds(source: {
  readonly receivedBytes: number;
  readonly totalBytes: number | undefined;
  readonly bytesPerSecond: number | undefined;
}): number | undefined {
  const { receivedBytes, totalBytes, bytesPerSecond } = source;
  if (totalBytes === undefined || bytesPerSecond === undefined || bytesPerSecond <= 0) return undefined;
  return (Math.max(0, totalBytes - receivedBytes) / bytesPerSecond) * 1000;
}

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
] as const;

/** `just now`, `5 minutes ago`, `yesterday`. */
export function formatAgo(iso: string, now: number): string {
  let value = (Date.parse(iso) - now) / 1000;
  if (Number.isNaN(value)) return iso;
  if (Math.abs(value) < 10) return 'just now';
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return RELATIVE.format(Math.round(value), unit);
    value /= size;
  }
  return RELATIVE.format(Math.round(value), 'year');
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

/** `1 line`, `2 lines`. */
export function plural(count: number, word: string): string {
  return `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;
}
