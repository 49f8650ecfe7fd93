export { openHiveKey } from '../attest/hive-key.js';
export { PROVENANCE_TYPE, SBOM_TYPE } from '../attest/statement.js';
export { requireReference } from './open-store.js';
export type {
  ExchangeCall,
  ExchangeContext,
  ExchangeEvent,
  PulledWorker,
  PushedWorker,
  WorkerStore,
} from './types.js';
export type { PullOptions, WorkerExchange, WorkerStatements } from './worker-exchange.js';
export { createWorkerExchange } from './worker-exchange.js';
