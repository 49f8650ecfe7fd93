export type { Liveness } from './identity.js';
export {
  canTellApart,
  identify,
  identityFromText,
  identityText,
  livenessOf,
  ownIdentity,
  ProcessIdentity,
  sameProcess,
} from './identity.js';
export type { Found, IdentityTable, SystemRun } from './identity-table.js';
export { createPlainTable, createProcTable, createPsTable } from './identity-table.js';
