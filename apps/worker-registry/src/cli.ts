#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { bundledWorkersFolder } from './bundled-workers.js';
import { createRegistryApp } from './create-registry-app.js';
import { isWorkerRegistryError } from './errors.js';
import { openFolderStore } from './open-folder-store.js';
import { serveApp } from './serve-app.js';

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly workers?: string | undefined;
}

await main();

async function main(): Promise<void> {
  const version = await readVersion();
  const program = new Command('rbee-worker-registry')
    .description('Lists workers and serves their PKGBUILDs over HTTP.')
    .version(version);
  program
    .command('serve')
    .description('serve a folder of workers until SIGINT or SIGTERM')
    .option('--port <number>', 'port to listen on; 0 picks a free one', parsePort, 8787)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--workers <folder>', 'folder with one folder a worker (default: the workers of this app)')
    .action((flags: ServeFlags) => serve(flags, version));
  try {
    await program.parseAsync();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  return (manifest as { version: string }).version;
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return port;
}

async function serve({ port, host, workers }: ServeFlags, version: string): Promise<void> {
  const store = await openFolderStore(workers ?? bundledWorkersFolder);
  const app = createRegistryApp({ store, version, onError: reportFailure });
  const server = await serveApp({ fetch: app.fetch, host, port });
  const { length } = await store.list();
  console.log(`Serving ${length} ${length === 1 ? 'worker' : 'workers'} at ${server.url}`);
  await stopSignal();
  await server.stop();
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve());
  });
}

function reportFailure(error: unknown): void {
  console.error(`rbee-worker-registry: ${error instanceof Error ? error.message : String(error)}`);
  if (isWorkerRegistryError(error) && error.hint !== undefined) console.error(error.hint);
}
