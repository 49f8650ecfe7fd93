import type { HardwareSnapshot, WorkerCatalog } from '@rbee/worker-catalog';
import type pc from 'picocolors';

/** Colours, or none where there is no terminal. */
export type Colors = ReturnType<typeof pc.createColors>;

/** What every command works with. */
export interface CommandContext {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Opens the catalog with its registry. */
  openCatalog(options?: { readonly hardware?: HardwareSnapshot | undefined }): Promise<WorkerCatalog>;
  /** Results, one line each. */
  readonly print: (line: string) => void;
  /** Progress and explanations, one line each. */
  readonly tell: (line: string) => void;
  readonly colors: Colors;
  readonly env: Readonly<Record<string, string | undefined>>;
}
