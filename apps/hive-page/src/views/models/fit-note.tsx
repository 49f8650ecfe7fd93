import type { ModelFit } from 'rbee-hive-daemon/api';
import { formatCount } from '../../model/format.js';
import { fitText } from '../../model/start/model-text.js';
import { Icon } from '../../parts/icon.js';

/** Whether a model fits into this machine; why, with the numbers, when it is asked for. */
export function FitNote({ fit: { report } }: { readonly fit: ModelFit }) {
  const isFit = report.verdict !== 'no';
  return (
    <details class="fit">
      <summary>
        <span class={isFit ? 'tone-good' : 'tone-bad'}>
          <Icon name={isFit ? 'check' : 'warning'} /> {fitText(report)}
        </span>
        <span class="muted small">
          {isFit ? `, up to ${formatCount(report.maxContext ?? report.context)} tokens` : ''}
        </span>
      </summary>
      <ul class="small muted">
        {report.reasons.map((reason) => (
          <li key={reason} class="breakable">
            {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
