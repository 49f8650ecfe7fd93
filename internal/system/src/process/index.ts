export type { ProcessFamily, ProcessFamilyOptions } from './process-family.js';
export { createProcessFamily, newFamilyMark } from './process-family.js';
export type { ProcessInfo, ProcessTable } from './process-table.js';
export { countTasks, privateBytes, SYSTEM_PROCESS_TABLE, TICKS_PER_SECOND } from './process-table.js';
export type { ProcessTree, ProcessTreeOptions } from './process-tree.js';
export { createProcessTree } from './process-tree.js';
