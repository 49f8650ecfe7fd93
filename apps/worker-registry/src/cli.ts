#!/usr/bin/env node
import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { addAuthorCommands } from './commands/author-commands.js';
import { addCheckCommand } from './commands/check-command.js';
import { addServeCommand } from './commands/serve-command.js';
import { addSigningCommands } from './commands/signing-commands.js';

await main();

async function main(): Promise<void> {
  const { version } = packageJson;
  const program = new Command('rbee-worker-registry')
    .description('Lists workers and serves their PKGBUILDs over HTTP.')
    .version(version);
  addServeCommand(program, version);
  addCheckCommand(program);
  addAuthorCommands(program);
  addSigningCommands(program);
  try {
    await program.parseAsync();
  } catch (error) {
    reportFailure(error);
    process.exitCode = 1;
  }
}

function reportFailure(error: unknown): void {
  console.error(`rbee-worker-registry: ${error instanceof Error ? error.message : String(error)}`);
  const hint = error instanceof Error && 'hint' in error ? error.hint : undefined;
  if (typeof hint === 'string') console.error(hint);
}
