import type { HeldFolder } from '@rbee-internal/system/files';

/** A session's own files. */
export interface SessionFiles {
  /** Where the driver writes which command failed. */
  readonly notes: HeldFolder;
  /** Mounted over the machine's folders for temporary files. */
  readonly temporary: string;
}
