export type { LockClock, LockHolder, LockPlace, LockRequest } from './lock.js';
export { isLocked, removeDeadLock, takeLock } from './lock.js';
export type { NewFileOptions } from './new-file.js';
export { linkNewFile, writeNewFile } from './new-file.js';
export { newOwnedName, ownerOfName } from './owned-name.js';
export { makePrivateFolder } from './private-folder.js';
export type { IrregularFileCode, ReadRegularFileOptions } from './regular-file.js';
export { IrregularFileError, openRegularFile, readRegularFile } from './regular-file.js';
