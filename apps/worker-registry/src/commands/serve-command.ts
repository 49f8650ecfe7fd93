import type { Command } from 'commander';
import { type ServeFlags, serve } from '../serve/serve.js';
import { parseCount, parseOrigins, parsePort, setting, workersOption } from './settings.js';

export function addServeCommand(program: Command, version: string): void {
  program
    .command('serve')
    .description('serve a folder of workers until SIGINT or SIGTERM; SIGHUP rereads it')
    .addOption(
      setting('--port <number>', 'port to listen on; 0 picks a free one').default(8787).argParser(parsePort),
    )
    .addOption(setting('--host <address>', 'address to listen on').default('127.0.0.1'))
    .addOption(workersOption())
    .addOption(setting('--tuf <folder>', 'what publish wrote: served at /tuf/'))
    .option('--watch', 'reread the folder when something in it changes', false)
    .addOption(
      setting('--cors <origins>', 'origins whose pages may read responses, comma-separated, or *')
        .default([], 'none')
        .argParser(parseOrigins),
    )
    .addOption(
      setting('--rate-limit <number>', 'requests that a client may make per minute; 0 for no limit')
        .default(6000)
        .argParser(parseCount),
    )
    .addOption(
      setting('--max-age <seconds>', 'how long caches may use a response without asking again')
        .default(0)
        .argParser(parseCount),
    )
    .addOption(setting('--trust-proxy', "take the client's address from X-Forwarded-For").default(false))
    .option('--no-metrics', 'do not serve /metrics')
    .option('--no-request-log', 'do not log requests')
    .action((flags: ServeFlags) => serve(flags, version));
}
