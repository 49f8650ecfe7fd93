export type { DigestFileOptions } from './digest-file.js';
export { digestFile } from './digest-file.js';
export type { LineSplitter, LineSplitterOptions } from './line-splitter.js';
export { createLineSplitter } from './line-splitter.js';
export type { IrregularFileCode, ReadRegularFileOptions } from './regular-file.js';
export { IrregularFileError, openRegularFile, readRegularFile } from './regular-file.js';
export type { ReplaceFileOptions } from './replace-file.js';
export { flushFolder, renameDurably, replaceFile } from './replace-file.js';
