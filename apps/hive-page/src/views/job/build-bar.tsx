import { formatDuration } from '../../model/format.js';
import type { BuildProgress } from '../../model/job-progress.js';

interface BuildBarProps {
  /** The running step, which says how far it is. */
  readonly step: string;
  readonly build: BuildProgress;
}

/** How far the running step is, and how long it still takes. */
export function BuildBar({ step, build: { done, total, secondsLeft } }: BuildBarProps) {
  return (
    <div class="source build-bar">
      <progress class="bar" aria-label={`Progress of ${step}`} max={total} value={done} />
      <div class="source-line muted">
        <span>{`${done} of ${total}`}</span>
        {secondsLeft !== undefined && <span>{formatDuration(secondsLeft * 1_000)} left</span>}
      </div>
    </div>
  );
}
