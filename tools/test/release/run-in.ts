import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command } from './clients.js';
import type { Environment } from './make-release.js';

/** Runs a command in a folder, and returns what it printed. */
export async function runIn(cwd: string, [program, ...args]: Command, env: Environment): Promise<string> {
  return (await promisify(execFile)(program, args, { cwd, env })).stdout;
}
