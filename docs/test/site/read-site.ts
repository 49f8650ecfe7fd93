import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SITE = path.resolve(import.meta.dirname, '../../.vitepress/dist');

/** The files of the built site, by path. */
export function readSite(): ReadonlyMap<string, Buffer> {
  const names = readdirSync(SITE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(SITE, path.join(entry.parentPath, entry.name)));
  return new Map(names.map((name) => [name, readFileSync(path.join(SITE, name))]));
}

/** The pages of the site, by path. */
export function pagesOf(site: ReadonlyMap<string, Buffer>): [name: string, html: string][] {
  return [...site]
    .filter(([name]) => name.endsWith('.html'))
    .map(([name, bytes]) => [name, bytes.toString()]);
}
