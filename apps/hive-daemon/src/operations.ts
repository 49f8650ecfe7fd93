export { isDaemonError } from './errors.js';
export type { CatalogOperation, CatalogOperationContext, InstallContext } from './jobs/catalog-operations.js';
export { performCatalogOperation, tellInstall } from './jobs/catalog-operations.js';
