import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runProgram } from '@rbee-internal/system/process';

/** Formats pages as `pnpm fix` would, all in one run, in a folder of its own. */
export async function formatPages(
  root: string,
  pages: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rbee-reference-'));
  try {
    const { formatter, javascript } = JSON.parse(await readFile(path.join(root, 'biome.json'), 'utf8'));
    await writeFile(path.join(folder, 'biome.json'), JSON.stringify({ root: true, formatter, javascript }));
    for (const [name, text] of pages) await writeFile(path.join(folder, name), text);
    await format(path.join(root, 'node_modules/.bin/biome'), folder);
    const formatted = new Map<string, string>();
    for (const name of pages.keys()) formatted.set(name, await readFile(path.join(folder, name), 'utf8'));
    return formatted;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function format(biome: string, folder: string): Promise<void> {
  const { end, output } = await runProgram(biome, ['format', '--write', '.'], {
    cwd: folder,
    env: process.env,
  });
  if (end.type !== 'exit' || end.code !== 0) throw new Error(`The pages cannot be formatted: ${output}`);
}
