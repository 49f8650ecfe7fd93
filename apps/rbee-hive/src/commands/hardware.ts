import type { HardwareSnapshot } from '@rbee/worker-catalog';
import type { CommandContext } from '../context.js';

/** Prints what is known of this machine's hardware as JSON, which `--as` reads. */
export async function hardware({ openCatalog, print, signal }: CommandContext): Promise<HardwareSnapshot> {
  const catalog = await openCatalog();
  const snapshot = await catalog.hardware({ signal });
  print(JSON.stringify(snapshot, null, 2));
  return snapshot;
}
