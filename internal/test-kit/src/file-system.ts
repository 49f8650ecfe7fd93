export type { FileSystemRecord } from './file-system/record.js';
export { recordFileSystem, unsafeSteps } from './file-system/record.js';
export type { FileSystemStep } from './file-system/steps.js';
export { watchingSteps } from './file-system/steps.js';
