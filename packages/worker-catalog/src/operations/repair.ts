import { z } from 'zod';
import type { Performance } from './performance.js';
import type { Removal } from './remove.js';

/** Removes what installations that died left behind. Result: `Removal`, with paths. */
export const CatalogRepair = z.strictObject({ operation: z.literal('catalog_repair') });

/** Removes what installations that died left behind. Result: `Removal`, with paths. */
export type CatalogRepair = Readonly<z.output<typeof CatalogRepair>>;

export async function performRepair(
  _operation: CatalogRepair,
  { catalog, signal }: Performance,
): Promise<Removal> {
  return { removed: await catalog.repair({ signal }) };
}
