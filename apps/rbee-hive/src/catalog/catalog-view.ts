import type { CallOptions, HardwareSnapshot, WorkerCatalog } from '@rbee/worker-catalog';
import type { InstalledWorkers } from '@rbee/worker-catalog/installed';

/** What commands ask of a catalog, be it this machine's or that of another hive. */
export interface CatalogView
  extends InstalledWorkers,
    Pick<WorkerCatalog, 'available' | 'outdated' | 'plan'> {
  hardware(options?: CallOptions): Promise<HardwareSnapshot>;
}
