export { isDaemonError } from './errors.js';
export type { CatalogOperation, CatalogOperationContext, InstallContext } from './jobs/catalog-operations.js';
export { performCatalogOperation, tellInstall } from './jobs/catalog-operations.js';
export { choosePort } from './processes/choose-port.js';
export { probeHealth } from './processes/probe-health.js';
export { workerEnvironment } from './processes/worker-environment.js';
