import type { CommandContext } from '../context.js';

/** Prints what is known of this machine's hardware as JSON, which `--as` reads. */
export async function hardware({ openCatalog, print, signal }: CommandContext): Promise<void> {
  const catalog = await openCatalog();
  print(JSON.stringify(await catalog.hardware({ signal }), null, 2));
}
