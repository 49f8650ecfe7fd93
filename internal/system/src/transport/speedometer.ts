import { TransportError } from './errors.js';
import type { TransportLimits } from './limits.js';

/** Watches that enough bytes come, while the reader wants more. */
export interface Speedometer {
  start(reader: { readonly paused: boolean }): void;
  count(bytes: number): void;
  stop(): void;
}

export type SpeedLimits = Pick<TransportLimits, 'stallMilliseconds' | 'minBytesPerSecond'>;

/** Each window of `stallMilliseconds` must bring what the least speed asks for. */
export function createSpeedometer(
  { stallMilliseconds, minBytesPerSecond }: SpeedLimits,
  onSlow: (error: TransportError) => void,
): Speedometer {
  let timer: NodeJS.Timeout | undefined;
  let bytes = 0;
  let wasPaused = false;
  let paused: () => boolean = () => false;
  const least = (minBytesPerSecond * stallMilliseconds) / 1000;

  function look(): void {
    const isSlow = bytes < least && !wasPaused && !paused();
    wasPaused = paused();
    bytes = 0;
    if (isSlow) onSlow(slowError({ stallMilliseconds, minBytesPerSecond }));
  }

  return {
    start(reader) {
      if (minBytesPerSecond <= 0) return;
      paused = () => reader.paused;
      timer = setInterval(look, stallMilliseconds).unref();
    },
    count(more) {
      bytes += more;
      wasPaused ||= paused();
    },
    stop: () => clearInterval(timer),
  };
}

function slowError({ stallMilliseconds, minBytesPerSecond }: SpeedLimits): TransportError {
  return new TransportError(
    'SLOW',
    `Less than ${minBytesPerSecond} bytes a second came over ${stallMilliseconds} ms.`,
  );
}
