import { mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeReference } from './reference/write-reference.js';

const FOLDER = 'docs/reference';

/** @throws when `docs/reference` is not what the sources say, naming the pages */
export async function checkReference(root: string): Promise<void> {
  const stale = stalePages(path.join(root, FOLDER), await writeReference(root));
  if (stale.length > 0)
    throw new Error(
      `${stale.join(', ')} of ${FOLDER} are not current: run npx tsx tools/check-reference.ts --write`,
    );
}

function stalePages(folder: string, pages: ReadonlyMap<string, string>): string[] {
  const present = pagesIn(folder);
  const changed = [...pages].filter(
    ([name, text]) => !present.includes(name) || readFileSync(path.join(folder, name), 'utf8') !== text,
  );
  return [...changed.map(([name]) => name), ...present.filter((name) => !pages.has(name))];
}

function pagesIn(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder).filter((name) => name.endsWith('.md'));
}

/** Writes the pages that changed and removes those that are no more. */
async function write(root: string): Promise<void> {
  const folder = path.join(root, FOLDER);
  const pages = await writeReference(root);
  for (const name of stalePages(folder, pages)) {
    const text = pages.get(name);
    if (text === undefined) rmSync(path.join(folder, name));
    else writeFileSync(path.join(folder, name), text);
    console.log(name);
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await (process.argv.includes('--write') ? write(root) : checkReference(root));
}
