import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useTempDir } from '@rbee-internal/test-kit';
import { expect, test } from 'vitest';
import { missingIn } from '../house/documented.js';
import { createExportFinder } from '../reference/find-exports.js';
import { readHelp } from '../reference/read-help.js';
import { readPackage } from '../reference/read-package.js';
import { renderPackage } from '../reference/render-package.js';

const INDEX = `export type { Fetched, OtherEvent } from './types.js';
export { fetchAll } from './fetch-all.js';
export { MAX, decode } from './constants.js';
export { type Elsewhere, elsewhere } from '@rbee/other';
export { Deadline } from '@rbee-internal/inner/time';
`;

const SOURCES: Readonly<Record<string, string>> = {
  'index.ts': INDEX,
  'fetch-all.ts': `import type { Fetched } from './types.js';
/**
 * Fetches all of {@link Fetched}.
 *
 * @throws OneError \`LIMIT\`
 * @example
 * const all = await fetchAll(['a']);
 */
export async function fetchAll(names: readonly string[], limit = 5): Promise<Fetched[]> {
  return [];
}
`,
  'types.ts': `/** One file. */
export interface Fetched extends Base {
  /** In bytes. @default 0 */
  readonly size?: number;
  close(): Promise<void>;
}
/** What is emitted. */
export type OtherEvent =
  /** It begins. */
  | { readonly type: 'start'; readonly name: string }
  | { readonly type: 'end' };
`,
  'constants.ts': `/** The most. */
export const MAX = {
  // A comment.
  bytes: 5,
};
export const decode: Codec = { decode: () => 5 };
`,
};

/** A package of the sources above. */
async function packageFolder(): Promise<{ folder: string; internals: ReadonlyMap<string, string> }> {
  const root = await useTempDir();
  const folder = path.join(root, 'one');
  const inner = path.join(root, 'inner');
  await mkdir(path.join(folder, 'src'), { recursive: true });
  await mkdir(path.join(inner, 'src/time'), { recursive: true });
  const manifest = {
    name: '@rbee/one',
    description: 'One package.',
    exports: { '.': { default: './dist/index.js' }, './package.json': './package.json' },
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(SOURCES)) await writeFile(path.join(folder, 'src', name), text);
  await writeFile(
    path.join(inner, 'src/time/index.ts'),
    '/** A moment. */\nexport class Deadline {\n  readonly #at = 5;\n  /** Ends it. */\n  end(): void {}\n}\n',
  );
  return { folder, internals: new Map([['@rbee-internal/inner', inner]]) };
}

test('a package is shown by what it exports, with its docstrings', async () => {
  const { folder, internals } = await packageFolder();
  const page = renderPackage(readPackage(folder, createExportFinder(internals)));
  expect(page).toBe(`# @rbee/one

One package.

## Functions

### fetchAll

\`\`\`ts
function fetchAll(names: readonly string[], limit = 5): Promise<Fetched[]>
\`\`\`

Fetches all of \`Fetched\`.

- Throws OneError \`LIMIT\`

\`\`\`ts
const all = await fetchAll(['a']);
\`\`\`

## Classes

### Deadline

\`\`\`ts
class Deadline
\`\`\`

A moment.

- \`end(): void\`: Ends it.

## Events

### OtherEvent

What is emitted.

- \`start\`: It begins.
  - \`name: string\`
- \`end\`

## Types

### Fetched

\`\`\`ts
interface Fetched extends Base
\`\`\`

One file.

- \`size?: number\`: In bytes. Default: \`0\`.
- \`close(): Promise<void>\`

## Constants

### MAX

\`\`\`ts
const MAX = {
  bytes: 5,
}
\`\`\`

The most.

### decode

\`\`\`ts
const decode: Codec
\`\`\`

## Of other packages

- From [\`@rbee/other\`](other.md): \`Elsewhere\`, \`elsewhere\`
`);
});

test('what has no docstring or example is named', async () => {
  const { folder, internals } = await packageFolder();
  await writeFile(path.join(folder, 'src/fetch-all.ts'), 'export function fetchAll() {}\n');
  const { items } = readPackage(folder, createExportFinder(internals));
  expect(items.flatMap(missingIn)).toEqual([
    'OtherEvent has no docstring for end.',
    'fetchAll has no docstring.',
    'fetchAll has no @example.',
    'decode has no docstring.',
    'Deadline.end has no @example.',
  ]);
});

test('a method without an example is named, and a field is not', () => {
  const doc = { text: 'A shop.', examples: [], tags: [] };
  const member = (name: string, type: string, examples: readonly string[] = []) => ({
    ...{ name, type, isOptional: false },
    doc: { ...doc, examples },
  });
  const members = [
    member('constructor', 'constructor(size: number)'),
    member('size', 'number'),
    member('root', 'get root(): string'),
    member('open', 'static open(): Shop'),
    member('sell', 'sell<T>(item: T): void'),
    member('close', 'close(): void', ['shop.close();']),
  ];
  const item = { kind: 'class', name: 'Shop', entry: '.', heading: 'class Shop', doc, members } as const;
  expect(missingIn(item)).toEqual(['Shop.open has no @example.', 'Shop.sell has no @example.']);
});

test('an export that is declared nowhere is an error', async () => {
  const { folder, internals } = await packageFolder();
  await rm(path.join(folder, 'src/types.ts'));
  expect(() => readPackage(folder, createExportFinder(internals))).toThrow(/types\.js has no source/);
});

test('so is the help of each command of a group', async () => {
  const folder = await useTempDir();
  const file = path.join(folder, 'cli.mjs');
  const helps = {
    '': 'Usage: one\n\nLook:\n  list      lists\n  fleet     many\n',
    list: 'Usage: one list\n\nWorkers:\n  none      is listed\n',
    fleet: 'Usage: one fleet\n\nCommands:\n  plan [x]  plans\n  help      helps\n',
    'fleet plan': 'Usage: one fleet plan',
  };
  await writeFile(file, `console.log(${JSON.stringify(helps)}[process.argv.slice(2, -1).join(' ')])`);
  const read = await readHelp({ name: 'one', file, hasCommandHelp: true });
  expect([...read.keys()]).toEqual(['one', 'one list', 'one fleet', 'one fleet plan']);
});

test('the help of each command is read from the program', async () => {
  const folder = await useTempDir();
  const file = path.join(folder, 'cli.mjs');
  const help =
    'Usage: one [command]\n\nOptions:\n  -h  help\n\nLook:\n  list [x]  lists\n  show      shows\n';
  await writeFile(
    file,
    `console.log(process.argv[2] === '--help' ? ${JSON.stringify(help)} : 'Usage: one ' + process.argv[2])`,
  );
  const helps = await readHelp({ name: 'one', file, hasCommandHelp: true });
  expect([...helps]).toEqual([
    ['one', help.trimEnd()],
    ['one list', 'Usage: one list'],
    ['one show', 'Usage: one show'],
  ]);
});
