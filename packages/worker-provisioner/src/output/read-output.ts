import type { ExecuteEvent } from '@rbee/pkgbuild-executor';
import type { Reporter } from '../install/reporter.js';
import { createProgressReader } from './build-progress.js';
import { WarningFold } from './warning-fold.js';

type OutputEvent = Extract<ExecuteEvent, { readonly type: 'output' }>;

/** Takes the output of one step. */
export interface OutputReader {
  push(event: OutputEvent): void;
  /** Says what was left out, when the step ends. */
  end(): void;
}

/** Passes on a step's output, without the warnings of a kind that was shown often; what counts becomes progress. */
export function readOutput(report: Pick<Reporter, 'emit'>): OutputReader {
  const progressOf = createProgressReader();
  const fold = new WarningFold<OutputEvent>((event) => report.emit(event));
  return {
    push(event) {
      fold.push(event.line, event);
      const progress = progressOf(event.line, event.time);
      if (progress !== undefined) report.emit({ type: 'build-progress', ...progress });
    },
    end() {
      const folded = fold.end();
      if (folded !== undefined) report.emit({ type: 'warnings-folded', ...folded });
    },
  };
}
