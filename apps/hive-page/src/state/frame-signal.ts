import { type ReadonlySignal, signal } from '@preact/signals';

/** Counts up once a frame when it was touched, however often that was. */
export interface FrameSignal {
  readonly count: ReadonlySignal<number>;
  touch(): void;
}

export function createFrameSignal(): FrameSignal {
  const count = signal(0);
  let isPlanned = false;
  return {
    count,
    touch() {
      if (isPlanned) return;
      isPlanned = true;
      requestAnimationFrame(() => {
        isPlanned = false;
        count.value += 1;
      });
    },
  };
}
