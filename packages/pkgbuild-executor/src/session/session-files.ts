import type { HeldFolder } from '@rbee-internal/system/files';

/** A session's own files. */
export interface SessionFiles {
  /** Where the driver notes which command failed. */
  readonly notes: HeldFolder;
  /** Stands in for the machine's folders for temporary files. */
  readonly temporary: string;
}
