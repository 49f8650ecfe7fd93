import type { WorkerCatalog } from '@rbee/worker-catalog';
import type { Finding } from '../api/resources.js';

/** Options of `examine`. */
export interface ExamineOptions {
  readonly catalog: WorkerCatalog;
  /** Where workers come from: a URL, or any other word when there is no server to ask. */
  readonly registry: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** What a check works with; its signal is also aborted when the check takes too long. */
export interface CheckContext extends ExamineOptions {
  readonly signal: AbortSignal;
}

export type Check = (context: CheckContext) => Promise<readonly Finding[]>;
