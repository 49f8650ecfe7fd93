#!/usr/bin/env node
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { bundledWorkersFolder } from './bundled-workers.js';
import { addWorker } from './commands/add.js';
import { type CheckFlags, check } from './commands/check.js';
import { newWorker } from './commands/new.js';
import { type ServeFlags, serve } from './commands/serve.js';
import { yankWorker } from './commands/yank.js';
import { isWorkerRegistryError } from './errors.js';

interface WorkersFlag {
  readonly workers: string | URL;
}

await main();

async function main(): Promise<void> {
  const { version } = packageJson;
  const program = new Command('rbee-worker-registry')
    .description('Lists workers and serves their PKGBUILDs over HTTP.')
    .version(version);
  addServe(program, version);
  addCheck(program);
  addAuthoring(program);
  try {
    await program.parseAsync();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

function addServe(program: Command, version: string): void {
  program
    .command('serve')
    .description('serve a folder of workers until SIGINT or SIGTERM; SIGHUP reads it again')
    .addOption(
      setting('--port <number>', 'port to listen on; 0 picks a free one').default(8787).argParser(parsePort),
    )
    .addOption(setting('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(workersOption())
    .option('--watch', 'read the folder again when something in it changes', false)
    .addOption(
      setting('--cors <origins>', 'origins whose pages may read the answers, comma-separated, or *')
        .default([], 'none')
        .argParser(parseOrigins),
    )
    .addOption(
      setting('--rate-limit <number>', 'requests that a client may make in a minute; 0 for no limit')
        .default(6000)
        .argParser(parseCount),
    )
    .addOption(
      setting('--max-age <seconds>', 'how long a cache may use an answer unasked')
        .default(0)
        .argParser(parseCount),
    )
    .addOption(setting('--trust-proxy', 'take the client from X-Forwarded-For').default(false))
    .option('--no-metrics', 'do not serve /metrics')
    .option('--no-request-log', 'do not log requests')
    .action((flags: ServeFlags) => serve(flags, version));
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description('say what is wrong with the workers of a folder; exit code 1 when one is refused')
    .addOption(workersOption())
    .option(
      '--probe',
      'also ask every http and https source whether it is there, through http_proxy and https_proxy',
      false,
    )
    .option('--json', 'print JSON', false)
    .action(async (flags: CheckFlags) => {
      const { env } = process;
      if (!(await check(flags, env))) process.exitCode = 1;
    });
}

function addAuthoring(program: Command): void {
  program
    .command('new <id>')
    .description('make the folder of a new worker, with a recipe that passes the checks')
    .addOption(workersOption())
    .action(async (id: string, flags: WorkersFlag) => {
      const folder = await newWorker(id, flags);
      const below = path.relative('', folder);
      console.log(`Made ${below.startsWith('..') ? folder : below}`);
    });
  program
    .command('add <folder>')
    .description('check a worker and put it into the folder of workers; the former version is kept')
    .addOption(workersOption())
    .action(async (folder: string, flags: WorkersFlag) => {
      const { id, version, place } = await addWorker(folder, flags);
      const as = { current: 'is current', former: 'is a former version', same: 'was there already' };
      console.log(`${id} ${version} ${as[place]}`);
    });
  program
    .command('yank <id[@version]>')
    .description('withdraw a version: it is no longer offered')
    .addOption(workersOption())
    .requiredOption('--reason <text>', 'why; who asks for it is told')
    .action(async (wanted: string, flags: WorkersFlag & { readonly reason: string }) =>
      console.log(`${await yankWorker(wanted, flags)} is withdrawn`),
    );
  program
    .command('unyank <id[@version]>')
    .description('offer a version again that was withdrawn')
    .addOption(workersOption())
    .action(async (wanted: string, flags: WorkersFlag) =>
      console.log(`${await yankWorker(wanted, { workers: flags.workers })} is offered again`),
    );
}

function workersOption(): Option {
  return setting('--workers <folder>', 'folder with one folder a worker').default(
    bundledWorkersFolder,
    'the workers of this app',
  );
}

/** An option that an environment variable can set too: `--rate-limit` is `RBEE_REGISTRY_RATE_LIMIT`. */
function setting(flags: string, description: string): Option {
  const option = new Option(flags, description);
  return option.env(`RBEE_REGISTRY_${option.name().toUpperCase().replaceAll('-', '_')}`);
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('Expected a number from 0 to 65535.');
  return port;
}

function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('Expected a whole number from 0.');
  return Number(value);
}

function parseOrigins(value: string): string[] {
  const origins = value.split(',').map((origin) => origin.trim());
  const wrong = origins.find(
    (each) => each !== '*' && !(URL.canParse(each) && new URL(each).origin === each),
  );
  if (wrong === undefined) return origins;
  throw new InvalidArgumentError('Expected origins such as https://example.org, or *.');
}

function reportFailure(error: unknown): void {
  console.error(`rbee-worker-registry: ${error instanceof Error ? error.message : String(error)}`);
  if (isWorkerRegistryError(error) && error.hint !== undefined) console.error(error.hint);
}
