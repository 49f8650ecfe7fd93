import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readRegularFile } from '@rbee-internal/system/files';
import { findProgram, runProgram } from '@rbee-internal/system/process';
import { withDeadline } from '@rbee-internal/system/time';
import { openTransport, readBody } from '@rbee-internal/system/transport';
import type { Answer, EcosystemOptions, EcosystemTools, Question } from './ecosystem-hosts.js';

const PROGRAM_MILLISECONDS = 30_000;
const FETCH_MILLISECONDS = 20_000;
const MAX_BYTES = 1_048_576;

/** Tools that run for one call of `hostsOfEcosystem`; `close` removes their folder. */
export interface OpenTools extends EcosystemTools {
  close(): Promise<void>;
}

/** Makes an empty folder for the programs, so that no project's configuration counts. */
export async function openEcosystemTools(options: EcosystemOptions): Promise<OpenTools> {
  const { env, homeDir = env.HOME, signal } = options;
  const folder = await mkdtemp(path.join(env.TMPDIR ?? '/tmp', 'rbee-hosts-'));
  const transport = options.fetch === undefined ? openTransport() : undefined;
  const fetch = options.fetch ?? transport?.fetch ?? globalThis.fetch;
  const userEnv = { ...env, ...(homeDir === undefined ? {} : { HOME: homeDir }) };
  return {
    env,
    homeDir,
    ask: (question) => askProgram(question, { folder, env: userEnv, signal }),
    fetchText: (url, accept) => fetchText(fetch, { url, accept, signal }),
    readText: (file) => readText(file),
    async close() {
      await transport?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function askProgram(
  { program, args, env = {}, files = {} }: Question,
  how: {
    readonly folder: string;
    readonly env: EcosystemOptions['env'];
    readonly signal: AbortSignal | undefined;
  },
): Promise<Answer | undefined> {
  const found = await findProgram(program, how.env);
  if (found === undefined) return undefined;
  const cwd = await mkdtemp(path.join(how.folder, 'ask-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(cwd, name)), { recursive: true });
    await writeFile(path.join(cwd, name), text);
  }
  const { end, stdout, output } = await runProgram(found, args, {
    cwd,
    env: { ...how.env, ...env },
    signal: how.signal,
    timeoutMilliseconds: PROGRAM_MILLISECONDS,
    maxOutputBytes: MAX_BYTES,
  });
  return end.type === 'error' ? undefined : { stdout: stdout.toString('utf8'), output };
}

async function fetchText(
  fetch: typeof globalThis.fetch,
  request: {
    readonly url: string;
    readonly accept: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<string | undefined> {
  const { url, accept = '*/*', signal } = request;
  try {
    return await withDeadline(FETCH_MILLISECONDS, { signal }, async (limited) => {
      const response = await fetch(url, { headers: { accept }, signal: limited });
      const body = await readBody(response, { maxBytes: MAX_BYTES, signal: limited });
      return response.ok ? body.toString('utf8') : undefined;
    });
  } catch {
    // A server that is not there now names no further hosts.
    signal?.throwIfAborted();
    return undefined;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(file, { maxBytes: MAX_BYTES })).toString('utf8');
  } catch {
    // There is none, or it is not a file: then it configures nothing.
    return undefined;
  }
}
