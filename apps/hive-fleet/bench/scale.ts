/**
 * How a fleet grows: light hives with the real protocol code, in this process, on a real server.
 * Run: npx tsx bench/scale.ts 10 100 1000
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { FleetHive, FleetMember } from 'rbee-hive-daemon';
import type { WorkerProcess } from 'rbee-hive-daemon/api';
import { type FleetAdmin, openFleetAdmin } from '../src/admin/open-fleet-admin.js';
import { join } from '../src/member/membership.js';
import { openMember } from '../src/member/open-member.js';
import { addHives, credentialsFile, initFleet, openFleetFolder } from '../src/server/fleet-folder.js';

const NEVER = new AbortController().signal;
const MEBIBYTE = 1_024 ** 2;
const IDLE_SECONDS = 10;
const CHANGE = 'workers: [{ name: chat, worker: engine, replicas: all }]\nrollout: { wave: 100% }';

interface Figures {
  readonly in_msgs: number;
  readonly out_msgs: number;
  readonly in_bytes: number;
  readonly out_bytes: number;
  readonly cpu: number;
  readonly mem: number;
}

for (const count of process.argv.slice(2).map(Number)) await measure(count);

async function measure(count: number): Promise<void> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'rbee-scale-'));
  const { server, figures, folder } = await openServer(root, count);
  const admin = await openFleetAdmin(await openFleetFolder(folder.folder));
  const before = process.memoryUsage().rss;
  const began = performance.now();
  const members: FleetMember[] = [];
  for (const name of folder.hives)
    members.push(await openLight(name, { root, folder: folder.folder, url: folder.url }));
  await until(() => members.every((member) => member.status().connection === 'connected'));
  const connectSeconds = seconds(began);
  await until(async () => (await admin.state(NEVER)).hives.every(({ facts }) => facts !== undefined), 1_000);
  const memory = (process.memoryUsage().rss - before) / count / MEBIBYTE;
  const change = await measureChange(admin, figures, count);
  console.log(
    JSON.stringify({ hives: count, connectSeconds, ...change, memberMiB: Number(memory.toFixed(2)) }),
  );
  await Promise.all(members.map((member) => member.stop()));
  await admin.close();
  server.kill('SIGKILL');
  await once(server, 'exit');
  await rm(root, { recursive: true, force: true });
}

/** One line on every hive; what the fleet does anyway in that time is taken off. */
async function measureChange(admin: FleetAdmin, figures: () => Promise<Figures>, count: number) {
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const idle = await figures();
  await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1_000));
  const start = await figures();
  const began = performance.now();
  await admin.apply(CHANGE, 'bench', { signal: NEVER });
  const applySeconds = seconds(began);
  const end = await figures();
  const messages = ({ in_msgs, out_msgs }: Figures) => in_msgs + out_msgs;
  const bytes = ({ in_bytes, out_bytes }: Figures) => in_bytes + out_bytes;
  const perHive = (of: (at: Figures) => number) =>
    Math.round((of(end) - of(start) - ((of(start) - of(idle)) / IDLE_SECONDS) * applySeconds) / count);
  return {
    ...{ applySeconds, messagesPerHive: perHive(messages), bytesPerHive: perHive(bytes) },
    idleMessagesPerSecond: Math.round((messages(start) - messages(idle)) / IDLE_SECONDS),
    ...{ serverMiB: Math.round(end.mem / MEBIBYTE), serverCpuPercentIdle: start.cpu },
  };
}

async function openServer(root: string, count: number) {
  const made = await initFleet(path.join(root, 'fleet'), { port: await freePort() });
  const folder = await addHives(
    made.folder,
    Array.from({ length: count }, (_, index) => ({ name: `h${index}` })),
  );
  const monitor = await freePort();
  await appendFile(folder.serverConfigFile, `\nhttp: "127.0.0.1:${monitor}"\n`);
  const figures = async () => (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as Figures;
  return { folder, figures, server: await startServer(folder.serverConfigFile) };
}

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly url: string;
}

/** A hive whose workers are ready at once. */
async function openLight(name: string, { root, folder, url }: Place): Promise<FleetMember> {
  const stateDir = path.join(root, name);
  const membership = await join({ stateDir, url, credentialsFile: credentialsFile(folder, name) });
  const processes: WorkerProcess[] = [];
  const fact = (value: unknown) => ({ value, source: 'bench' });
  const verdict = { workerId: 'engine', state: 'installed', reasons: [] };
  const installed = {
    workerId: 'engine',
    versions: [{ version: '1' }],
    current: { id: 'engine-v1', version: '1' },
    pinned: false,
  };
  const hive = {
    ...{ version: '1', stateDir, log: { info() {}, warn() {}, error() {} } },
    overview: async () => ({
      workers: [{ id: 'engine', name: 'engine', state: 'installed', verdict, installed }],
      problems: [],
    }),
    hardware: async () => ({
      os: fact('linux'),
      architecture: fact('x86_64'),
      cuda: {},
      rocm: {},
      vulkan: {},
      metal: {},
    }),
    processes: () => processes,
    models: async () => processes.map(({ id }) => ({ id, state: 'ready', inFlight: 0, queued: 0 })),
    async perform(operation: { readonly name?: string }) {
      const process = {
        id: 'p1',
        worker: 'engine-v1',
        name: operation.name,
        state: 'healthy',
      } as WorkerProcess;
      processes.push(process);
      return { process };
    },
    onProcess: () => () => undefined,
  } as unknown as FleetHive;
  return openMember(hive, membership);
}

async function startServer(config: string): Promise<ChildProcess> {
  const server = spawn('nats-server', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const text of server.stderr.setEncoding('utf8'))
    if (String(text).includes('Server is ready')) break;
  return server;
}

async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 50): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return address.port;
}

function seconds(began: number): number {
  return Number(((performance.now() - began) / 1_000).toFixed(2));
}
