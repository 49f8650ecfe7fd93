/**
 * The gateway against the same llama-server asked directly: time to the first token and to the end of an answer, a hundred
 * streams at once, and whether the daemon's memory stays flat. The model is a tiny one that says the alphabet without an end. From
 * this workspace, with the packages built:
 *
 *     npx tsx bench/gateway.ts [/path/to/llama-server] [rounds] [streams]
 *
 * Without a path it is the one that the tests of the engines built (RBEE_FULL=1), or that of the search path.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { engineCache, tinyGguf } from '@rbee-internal/test-kit';
import { reportRow } from '@rbee-internal/test-kit/bench';
import type { ProcessList } from '../src/api.js';
import type { BenchDaemon, BenchMemory } from './gateway/daemon.js';
import { type ChatTarget, type StreamedChat, streamChat } from './gateway/stream-chat.js';

const [program = builtEngine() ?? 'llama-server', rounds = '9', streams = '100'] = process.argv.slice(2);
const TOKENS = 500;
const PEER = 'llama-server itself';
const STREAM_ROUNDS = 3;

const folder = await mkdtemp(path.join(os.tmpdir(), 'gateway-bench-'));
const child = fork(path.join(import.meta.dirname, 'gateway/daemon.ts'), [folder, program], {
  execArgv: ['--expose-gc', '--import', 'tsx'],
});
try {
  const [{ url, token }] = (await once(child, 'message')) as [BenchDaemon];
  await compare(await serveModel(url, token), { url: `${url}/v1/gateway/openai`, token });
} finally {
  child.kill('SIGTERM');
  await once(child, 'exit');
  await rm(folder, { recursive: true });
}

/** Starts the model, and returns the engine itself. */
async function serveModel(url: string, token: string): Promise<ChatTarget> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = (method: string, route: string, body: unknown) =>
    fetch(url + route, { method, headers, body: JSON.stringify(body) });
  const model = path.join(folder, 'bench.gguf');
  await writeFile(model, tinyGguf({ isEndless: true, contextLength: 65_536 }));
  const job = (await (
    await send('POST', '/v1/jobs', { operation: 'worker_install', worker: 'engine' })
  ).json()) as {
    id: string;
  };
  await (await fetch(`${url}/v1/jobs/${job.id}/stream`, { headers })).text();
  const settings = { model, context: 65_536, parallel: 4 };
  await send('PUT', '/v1/gateway/models/bench', { worker: 'engine', settings, keepAliveSeconds: 3_600 });
  await streamChat({ url: `${url}/v1/gateway/openai`, token }, 2);
  const { processes } = (await (await fetch(`${url}/v1/processes`, { headers })).json()) as ProcessList;
  return { url: `${processes[0]?.url}/v1`, token: 'none' };
}

async function compare(engine: ChatTarget, gateway: ChatTarget): Promise<void> {
  for (const target of [engine, gateway]) await streamChat(target, TOKENS);
  const before = await memory();
  const [bare, through]: [StreamedChat[], StreamedChat[]] = [[], []];
  for (let round = 0; round < Number(rounds); round += 1) {
    bare.push(await streamChat(engine, TOKENS));
    through.push(await streamChat(gateway, TOKENS));
  }
  const times = (member: 'firstToken' | 'milliseconds') => ({
    ours: through.map((chat) => chat[member]),
    theirs: bare.map((chat) => chat[member]),
  });
  reportRow({ name: 'first token through the gateway', peer: PEER, ...times('firstToken') });
  reportRow({ name: `an answer of ${TOKENS} tokens`, peer: PEER, ...times('milliseconds') });
  const [bareTotals, throughTotals]: [number[], number[]] = [[], []];
  for (let round = 0; round < STREAM_ROUNDS; round += 1) {
    bareTotals.push(await allAtOnce(engine));
    throughTotals.push(await allAtOnce(gateway));
  }
  reportRow({ name: `${streams} answers at once`, peer: PEER, ours: throughTotals, theirs: bareTotals });
  const after = await memory();
  console.log(`memory of the daemon: ${mebibytes(before)} before, ${mebibytes(after)} after`);
}

/** How long many streams take together, in milliseconds. */
async function allAtOnce(target: ChatTarget): Promise<number> {
  const began = performance.now();
  await Promise.all(Array.from({ length: Number(streams) }, () => streamChat(target, 50)));
  return performance.now() - began;
}

async function memory(): Promise<number> {
  child.send('memory');
  const [{ rss }] = (await once(child, 'message')) as [BenchMemory];
  return rss;
}

/** What `RBEE_FULL=1` made of llama.cpp's source. */
function builtEngine(): string | undefined {
  const root = path.join(engineCache(), 'llama-cpp/rbee/workers');
  const [worker] = existsSync(root)
    ? readdirSync(root).filter((name) => name.startsWith('llama-cpp-cpu-'))
    : [];
  if (worker === undefined) return undefined;
  const found = ['llama-server', 'usr/bin/llama-server']
    .map((name) => path.join(root, worker, name))
    .find(existsSync);
  return found;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}
