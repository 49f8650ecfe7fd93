import { formatDuration } from '../../model/format.js';
import type { StepProgress } from '../../model/job-progress.js';
import { Icon } from '../../parts/icon.js';
import { useNow } from '../../state/use-now.js';

const WORDS = {
  done: 'done',
  running: 'running',
  failed: 'failed',
  stopped: 'stopped',
  planned: 'to come',
} as const;

/** The steps of an installation, past and to come. */
export function Steps({
  steps,
  planned,
}: {
  readonly steps: readonly StepProgress[];
  readonly planned: readonly string[];
}) {
  const now = useNow(
    250,
    steps.some(({ state }) => state === 'running'),
  );
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li
          key={step.step}
          class={`step step-${step.state}`}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <StepMark state={step.state} />
          <span class="step-name">{step.step}</span>
          <span class="visually-hidden">{WORDS[step.state]}</span>
          <span class="step-time">
            {formatDuration(step.milliseconds ?? Math.max(0, now - Date.parse(step.startedAt)))}
          </span>
        </li>
      ))}
      {planned.map((name) => (
        <li key={name} class="step step-planned">
          <StepMark state="planned" />
          <span class="step-name">{name}</span>
          <span class="visually-hidden">{WORDS.planned}</span>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state }: { readonly state: keyof typeof WORDS }) {
  const icons = { done: 'check', failed: 'cross', stopped: 'stop' } as const;
  return (
    <span class="step-mark" aria-hidden="true">
      {state === 'running' && <span class="spinner" />}
      {state !== 'running' && state !== 'planned' && <Icon name={icons[state]} />}
    </span>
  );
}
