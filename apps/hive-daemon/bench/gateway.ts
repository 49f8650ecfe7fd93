/**
 * The gateway against the same llama-server asked directly: time to the first token, tokens a second, a hundred streams at
 * once, and whether the daemon's memory stays flat. The model is a tiny one that says the alphabet without an end. From
 * this workspace, with the packages built:
 *
 *     npx tsx bench/gateway.ts /path/to/llama-server [rounds] [streams]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { tinyGguf } from '@rbee-internal/test-kit';
import type { ProcessList } from '../src/api.js';
import type { BenchDaemon, BenchMemory } from './gateway/daemon.js';
import { type ChatTarget, type StreamedChat, streamChat } from './gateway/stream-chat.js';

const [program = 'llama-server', rounds = '15', streams = '100'] = process.argv.slice(2);
const TOKENS = 200;
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
  report(
    'first token, ms',
    bare.map(({ firstToken }) => firstToken),
    through.map(({ firstToken }) => firstToken),
  );
  const speeds = (chats: readonly StreamedChat[]) => chats.map(({ tokensPerSecond }) => tokensPerSecond);
  report('tokens/s', speeds(bare), speeds(through));
  const [bareTotals, throughTotals]: [number[], number[]] = [[], []];
  for (let round = 0; round < STREAM_ROUNDS; round += 1) {
    bareTotals.push(await allAtOnce(engine));
    throughTotals.push(await allAtOnce(gateway));
  }
  report(`tokens/s of ${streams} streams at once`, bareTotals, throughTotals);
  const after = await memory();
  console.log(`memory of the daemon: ${mebibytes(before)} before, ${mebibytes(after)} after`);
}

/** The tokens a second of many streams together. */
async function allAtOnce(target: ChatTarget): Promise<number> {
  const began = performance.now();
  const chats = await Promise.all(Array.from({ length: Number(streams) }, () => streamChat(target, 50)));
  const tokens = chats.reduce((sum, chat) => sum + chat.tokens, 0);
  return tokens / ((performance.now() - began) / 1_000);
}

async function memory(): Promise<number> {
  child.send('memory');
  const [{ rss }] = (await once(child, 'message')) as [BenchMemory];
  return rss;
}

function report(what: string, bare: readonly number[], through: readonly number[]): void {
  const ratio = median(through) / median(bare);
  console.log(`${what}: engine ${spread(bare)}, gateway ${spread(through)}, ratio ${ratio.toFixed(3)}`);
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(1)} (${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)})`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] =
    sorted.length % 2 === 0 ? sorted.slice(middle - 1) : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
}
