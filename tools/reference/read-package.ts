import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ExportFinder } from './find-exports.js';
import type { Item, PackageReference } from './model.js';
import { readItem } from './read-item.js';

interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** What a package exports, from its manifest and its sources. */
export function readPackage(folder: string, finder: ExportFinder): PackageReference {
  const manifest: Manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const items: Item[] = [];
  const passedOn = new Map<string, string[]>();
  for (const [entry, target] of Object.entries(manifest.exports)) {
    const file = sourceOf(folder, target);
    if (file === undefined) continue;
    const { found, passedOn: elsewhere } = finder.find(file);
    items.push(...found.map(({ name, declarations }) => readItem(name, declarations, entry)));
    for (const { name, from } of elsewhere) passedOn.set(from, [...(passedOn.get(from) ?? []), name]);
  }
  return { name: manifest.name, description: manifest.description, items, passedOn };
}

/** The source of an entry, whose built file the manifest names. */
function sourceOf(folder: string, target: unknown): string | undefined {
  const built =
    typeof target === 'object' && target !== null && 'default' in target ? target.default : target;
  if (typeof built !== 'string' || !built.endsWith('.js')) return undefined;
  const file = path.join(folder, built.replace('./dist/', 'src/').replace(/\.js$/, '.ts'));
  return existsSync(file) ? file : undefined;
}
