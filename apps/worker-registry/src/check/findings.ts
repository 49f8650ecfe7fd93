import { showForeign } from '@rbee-internal/redact-url';

/** A problem of a worker's folder. With an `error` that version is refused. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly code: FindingCode;
  /** The file or folder it is about, below the folder of workers: `my-worker/PKGBUILD`. */
  readonly path: string;
  /** The field of `worker.json` or the variable of the recipe. */
  readonly field?: string | undefined;
  /** 1-based, in the recipe. */
  readonly line?: number | undefined;
  /** One sentence without its period. */
  readonly message: string;
}

export type FindingCode =
  /** A folder or file is missing, cannot be read, or cannot be served. */
  | 'FILE'
  /** `worker.json` is not valid metadata. */
  | 'METADATA'
  /** The parser refuses or warns about the recipe. */
  | 'RECIPE'
  /** The recipe's name, version, licence, architectures or dependencies are not those of the metadata. */
  | 'NAME'
  | 'VERSION'
  | 'LICENSE'
  | 'ARCHITECTURES'
  | 'DEPENDS'
  /** `package()` installs another program, or none. */
  | 'EXECUTABLE'
  /** A source cannot be fetched: its file is missing, its value not known, its protocol unknown. */
  | 'SOURCE'
  /** A checksum is missing, malformed, or not that of the local file. */
  | 'CHECKSUM'
  /** A source's server does not have it, or does not answer. */
  | 'PROBE';

/** `path: field "x": message`, on one line. */
export function formatFinding({ path, field, line, message }: Finding): string {
  const place = line === undefined ? path : `${path}:${line}`;
  return showForeign(`${place}: ${field === undefined ? '' : `field "${field}": `}${message}`);
}
