import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** This package as it is built, for programs that a test starts: their Node loads no bash program as text. */
export const BUILT_PACKAGE = pathToFileURL(path.join(import.meta.dirname, '../dist/index.js')).href;
