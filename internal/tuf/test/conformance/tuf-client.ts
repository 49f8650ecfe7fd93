import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openTransport } from '@rbee-internal/system/transport';
import { createTufClient, type TufClientOptions } from '../../src/client/index.js';

/**
 * The client as the command that the public conformance suite (theupdateframework/tuf-conformance) asks for:
 * `--metadata-dir DIR init ROOT`, `… --metadata-url URL refresh`, `… --target-name NAME --target-base-url URL
 * --target-dir DIR download`. The suite looks into DIR; the client's own folder is beside it.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'metadata-dir': { type: 'string', default: '' },
    'metadata-url': { type: 'string', default: '' },
    'target-name': { type: 'string', multiple: true, default: [] },
    'target-base-url': { type: 'string', default: '' },
    'target-dir': { type: 'string', default: '' },
  },
});

const shown = values['metadata-dir'];
const folder = `${shown}.state`;
const [command, root] = positionals;

async function main(): Promise<void> {
  if (command === 'init') return init(root ?? '');
  const kept = path.join(folder, 'metadata');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await cp(shown, kept, { recursive: true });
  try {
    await run();
  } finally {
    await cp(kept, shown, { recursive: true });
  }
}

async function init(from: string): Promise<void> {
  await mkdir(shown, { recursive: true });
  await writeFile(path.join(shown, 'root.json'), await readFile(from));
}

async function run(): Promise<void> {
  const client = createTufClient({
    root: await readFile(path.join(shown, 'root.json'), 'utf8'),
    folder,
    get,
  });
  const view = await client.refresh();
  for (const name of values['target-name']) {
    const target = (await view.find([name])).get(name);
    if (target === undefined) throw new Error(`${name} is not signed`);
    const bytes = await view.read(target, { maxBytes: 100_000_000 });
    await mkdir(values['target-dir'], { recursive: true });
    const file = path.join(values['target-dir'], encodeURIComponent(name));
    const before = await readFile(file).catch(() => undefined);
    // What was downloaded already stays as it is: the suite compares times.
    if (before?.equals(bytes) !== true) await writeFile(file, bytes);
  }
}

const { fetch } = openTransport();

const get: TufClientOptions['get'] = async (where, { maxBytes }) => {
  const [kind, ...rest] = where.split('/');
  const base = kind === 'metadata' ? values['metadata-url'] : values['target-base-url'];
  const response = await fetch(`${base.replace(/\/*$/, '/')}${rest.join('/')}`);
  const body = new Uint8Array(await response.arrayBuffer());
  if (body.byteLength > maxBytes) throw new Error(`${where} has more than ${maxBytes} bytes`);
  return { status: response.status, body };
};

await main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
