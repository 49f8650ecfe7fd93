export type { CatalogContractOptions } from './catalog-contract.js';
export { catalogContract } from './catalog-contract.js';
export type { ContractTest } from './contract.js';
export type { VendorContractOptions } from './vendor-contract.js';
export { vendorContract } from './vendor-contract.js';
