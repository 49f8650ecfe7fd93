import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { WorkerCatalog } from '@rbee/worker-catalog';
import { type LogEntry, type OpenFleet, type RunningDaemon, startDaemon } from 'rbee-hive-daemon';
import type { FleetStatus, WorkerProcess } from 'rbee-hive-daemon/api';
import { type FleetAdmin, openFleetAdmin } from '../../src/admin/open-fleet-admin.js';
import { join, readMembership } from '../../src/member/membership.js';
import { openMember } from '../../src/member/open-member.js';
import { addHives, type FleetFolder, initFleet, openFleetFolder } from '../../src/server/fleet-folder.js';
import { freePort, type NatsServer, natsServer } from './nats-server.js';

const ENGINE = path.join(import.meta.dirname, 'engine-program.mjs');

/** Things happen soon. */
export const FAST = {
  heartbeatMilliseconds: 500,
  reportMilliseconds: 20,
  refusedMilliseconds: 300,
  retryMilliseconds: [50],
  pullMilliseconds: 2_000,
};

export interface TestHive {
  readonly name: string;
  readonly logged: LogEntry[];
  readonly daemon: () => RunningDaemon;
  /** Ends its daemon, and starts one on the same state. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Lets it join again, by which it looks at its machine and registry at once. */
  reload(): Promise<void>;
  /** What its registry has. */
  version: string;
  status(): Promise<FleetStatus>;
  processes(): Promise<readonly WorkerProcess[]>;
  /** Asks its `/v1` for a chat; resolves with the answer. */
  chat(model: string, content?: string, init?: RequestInit): Promise<Response>;
  models(): Promise<string[]>;
}

export interface TestFleet {
  readonly folder: FleetFolder;
  readonly server: NatsServer;
  readonly hives: readonly TestHive[];
  readonly admin: () => Promise<FleetAdmin>;
  close(): Promise<void>;
}

/** A real server, and a real daemon for each name, each with a home of its own. */
export async function startTestFleet(names: readonly string[]): Promise<TestFleet> {
  const root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'rbee-test-fleet-')));
  const folder = await initFleet(path.join(root, 'fleet'), { port: await freePort() });
  await addHives(
    folder.folder,
    names.map((name) => ({ name })),
  );
  const server = natsServer(folder.folder);
  await server.start();
  const admins: FleetAdmin[] = [];
  const admin = async () => {
    const opened = await openFleetAdmin(await openFleetFolder(folder.folder));
    admins.push(opened);
    return opened;
  };
  const hives = await Promise.all(names.map((name) => startHive(name, { root, folder })));
  return {
    ...{ folder, server, hives, admin },
    async close() {
      await Promise.all(admins.map((one) => one.close()));
      await Promise.all(hives.map((hive) => hive.stop()));
      await server.kill();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function startHive(
  name: string,
  { root, folder }: { readonly root: string; readonly folder: FleetFolder },
): Promise<TestHive> {
  const home = path.join(root, name);
  const stateDir = path.join(home, 'state');
  const registry = { version: '1.0' };
  const catalog = await WorkerCatalog.open({
    root: path.join(home, 'workers'),
    registry: registryOf(name, registry),
  });
  const credentialsFile = path.join(folder.folder, `${name}.creds`);
  await join({ stateDir, url: folder.url, credentialsFile, labels: { place: name } });
  const fleet: OpenFleet = async (hive) => {
    const membership = await readMembership(hive.stateDir);
    return membership && openMember(hive, membership, FAST);
  };
  const logged: LogEntry[] = [];
  let daemon: RunningDaemon | undefined;
  const running = () => {
    if (daemon === undefined) throw new Error(`The daemon of ${name} does not run.`);
    return daemon;
  };
  const ask = async (pathname: string, init: RequestInit = {}) =>
    fetch(`${running().url}${pathname}`, {
      ...init,
      headers: { authorization: `Bearer ${running().token}`, 'content-type': 'application/json' },
    });
  const json = async <T>(pathname: string) => (await (await ask(pathname)).json()) as T;
  const hive: TestHive = {
    ...{ name, logged, daemon: running },
    get version() {
      return registry.version;
    },
    set version(version) {
      registry.version = version;
    },
    async stop() {
      await daemon?.stop();
      daemon = undefined;
    },
    async start() {
      daemon = await startDaemon({
        ...{ catalog, stateDir, fleet, registry: 'embedded', version: '1.2.3', port: 0 },
        env: { PATH: process.env.PATH },
        onLog: (entry) => logged.push(entry),
      });
    },
    reload: async () => void (await ask('/v1/fleet/reload', { method: 'POST' })),
    status: () => json('/v1/fleet'),
    processes: async () => (await json<{ processes: WorkerProcess[] }>('/v1/processes')).processes,
    chat: (model, content = 'Hello', init = {}) =>
      ask('/v1/gateway/openai/chat/completions', {
        ...{ method: 'POST', ...init },
        body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content }] }),
      }),
    models: async () =>
      (await json<{ data: { id: string }[] }>('/v1/gateway/openai/models')).data.map(({ id }) => id),
  };
  await hive.start();
  return hive;
}

/** A registry in this process with one worker, `engine`; its version `bad` is healthy and answers nothing. */
function registryOf(hive: string, registry: { version: string }) {
  const entry = () => ({
    ...{ id: 'engine', name: 'Engine', version: registry.version, worker_type: 'cpu', probe: 'none' },
    ...{ platforms: ['linux', 'macos', 'windows'], architectures: ['x86_64', 'aarch64'] },
    launch: {
      args: ['--port', '{port}', '--name', '{model_id}', '--hive', hive],
      ...{ api: 'openai', tasks: ['chat'], heartbeat: 'worker' },
    },
  });
  const answer = (pathname: string): unknown => {
    if (pathname === '/workers') return { workers: [entry()] };
    return pathname.endsWith('/PKGBUILD') ? recipe(registry.version) : entry();
  };
  return {
    url: 'http://registry.test',
    fetch: async (input: string | URL | Request) => {
      const found = answer(new URL(input instanceof Request ? input.url : input).pathname);
      return new Response(typeof found === 'string' ? found : JSON.stringify(found));
    },
  };
}

function recipe(version: string): string {
  return `
pkgname=engine
pkgver=${version}
pkgrel=1
arch=(x86_64 aarch64)
package() {
  printf '%s\\n' '#!/bin/sh' 'exec "${process.execPath}" "${ENGINE}" --engine ${version} "$@"' > program
  install -Dm755 program "$pkgdir/usr/local/bin/$pkgname"
}
`;
}
