import { ATTESTATIONS_FILE, METADATA_FILE, TREE_FILE } from '../catalog-layout.js';

const RESERVED: ReadonlySet<string> = new Set([METADATA_FILE, TREE_FILE, ATTESTATIONS_FILE]);

/**
 * Whether a name at the top of an artifact's folder is the catalog's own, on any file system: where case does not
 * count, where names are normalized, and on HFS+, which also ignores characters that no one sees.
 */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name.normalize('NFKC').replace(IGNORED, '').toLowerCase());
}

/** Format characters, such as U+200C and U+FEFF, and those that Unicode calls ignorable. */
const IGNORED = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
