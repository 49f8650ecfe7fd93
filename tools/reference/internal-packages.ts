import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Where each private package has its folder, by name. */
export function internalPackages(root: string): ReadonlyMap<string, string> {
  const folder = path.join(root, 'internal');
  return new Map(
    readdirSync(folder)
      .filter((name) => existsSync(path.join(folder, name, 'src')))
      .map((name) => [`@rbee-internal/${name}`, path.join(folder, name)]),
  );
}
