import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { readFleetFile } from 'rbee-hive-fleet';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compilePrograms } from './pages/compile-programs.js';
import { type Block, readPage } from './pages/read-page.js';
import { openReader, type Reader } from './pages/reader.js';

const DOCS = path.resolve(import.meta.dirname, '..');
const PAGE_TIMEOUT_MS = 120_000;
/** What is run or written; `console` is a command for another machine, checked by its options alone. */
const LANGUAGES = ['ts', 'js', 'json', 'bash', 'sh', 'toml', 'yaml', 'console', 'text', 'mermaid'];
/** Its blocks are run by the package's own tests. */
const ELSEWHERE = ['artifact-catalog.md'];

const pages = readdirSync(DOCS)
  .filter((name) => name.endsWith('.md') && !ELSEWHERE.includes(name))
  .map((name) => ({ name, blocks: readPage(path.join(DOCS, name)) }))
  .filter(({ blocks }) => blocks.length > 0);

describe('every code block of the pages', () => {
  const compiled = { folder: '', home: '' };

  beforeAll(async () => {
    // Below the package, so that its imports are found.
    compiled.folder = await mkdtemp(path.join(DOCS, '.readme-'));
    compiled.home = await mkdtemp(path.join(tmpdir(), 'rbee-reader-'));
  });
  afterAll(async () => {
    for (const folder of Object.values(compiled)) await rm(folder, { recursive: true, force: true });
  });

  test('is of a kind that is checked', () => {
    const others = pages.flatMap(({ name, blocks }) =>
      blocks.filter(({ language }) => !LANGUAGES.includes(language)).map(({ line }) => `${name}:${line}`),
    );
    expect(others).toEqual([]);
    expect(pages.length).toBeGreaterThan(8);
  });

  test('that is a program has no error of types', { timeout: PAGE_TIMEOUT_MS }, async () => {
    const programs = pages.flatMap(({ name, blocks }) =>
      blocks.filter(isProgram).map((block): [string, string] => [programName(name, block), block.code]),
    );
    expect(await compilePrograms(compiled.folder, new Map(programs))).toEqual([]);
  });

  test.each(pages)('runs, from the top to the end: $name', { timeout: PAGE_TIMEOUT_MS }, async (page) => {
    const reader = await openReader({ home: compiled.home, cwd: await useTempDir() });
    onTestFinished(() => reader.leave());
    let count = 0;
    for (const block of page.blocks) count += await follow(reader, page.name, block);
    expect(count).toBeGreaterThan(0);
  });

  async function follow(reader: Reader, page: string, block: Block): Promise<number> {
    const { file, language, code, output, line } = block;
    if (file !== undefined) {
      await mkdir(path.dirname(path.join(reader.cwd, file)), { recursive: true });
      await writeFile(path.join(reader.cwd, file), code);
      return 1;
    }
    if (language === 'toml') return checkConfiguration(reader, code);
    if (language === 'yaml') return checkFleet(code);
    if (language !== 'sh' && !isProgram(block)) return 1;
    const program = path.join(compiled.folder, 'out', `${programName(page, block)}.js`);
    const printed = isProgram(block) ? await reader.runProgram(program) : await reader.type(code);
    if (output !== undefined) expect(printed, `${page}:${line}`).toBe(reader.adapt(output));
    return 1;
  }
});

/** As the user's configuration it has only options and values that there are. */
async function checkConfiguration(reader: Reader, code: string): Promise<number> {
  const folder = path.join(reader.cwd, '.configuration/rbee');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'config.toml'), code);
  await reader.type('XDG_CONFIG_HOME="$PWD/.configuration" rbee-hive config list\n');
  return 1;
}

/** As a fleet's file it has only fields that there are. */
function checkFleet(code: string): number {
  expect(readFleetFile(code)).toBeDefined();
  return 1;
}

function isProgram({ language, file }: Block): boolean {
  return language === 'ts' && file === undefined;
}

function programName(page: string, { line }: Block): string {
  return `${path.basename(page, '.md')}-${line}`;
}
