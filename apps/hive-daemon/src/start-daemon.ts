import { DaemonError } from './errors.js';
import { StreamSlots } from './http/event-stream.js';
import { createGuard } from './http/guard.js';
import { createListener } from './http/listener.js';
import { close, createLimitedServer, listen } from './http/server.js';
import { JobRunner } from './jobs/job-runner.js';
import { JobStore } from './jobs/job-store.js';
import { createOperate } from './jobs/operate.js';
import { logTo } from './log-to.js';
import type { DaemonOptions, RunningDaemon } from './options.js';
import { resolveOptions } from './resolve-options.js';
import { hiveRoutes } from './routes/hive-routes.js';
import { jobRoutes } from './routes/job-routes.js';

/**
 * Starts the daemon; it runs until `stop`.
 *
 * @throws DaemonError with a `StartErrorCode`; the signal's reason
 */
export async function startDaemon(
  options: DaemonOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<RunningDaemon> {
  const context = resolveOptions(options);
  signal?.throwIfAborted();
  const log = logTo(context.onLog);
  const startedAt = new Date().toISOString();
  const jobs = await JobRunner.open({
    store: new JobStore(context.stateDir),
    operate: createOperate(context),
    limits: context.limits,
    onChange: ({ id, state, operation }) => log.info('job', { id, state, operation: operation.operation }),
    now: () => new Date(),
  });
  const hosts = new Set<string>();
  const server = createLimitedServer(context.limits.connections);
  const slots = new StreamSlots(context.limits.streams);
  server.on(
    'request',
    createListener({
      log,
      guard: createGuard({ hosts, token: context.token }),
      routes: [
        ...hiveRoutes(context, startedAt),
        ...jobRoutes({ jobs, slots, bodyBytes: context.limits.bodyBytes, check: () => undefined }),
      ],
      fallback: () => {
        throw new DaemonError({ code: 'NOT_FOUND', message: 'There is nothing at this path.' });
      },
    }),
  );
  const port = await listen(server, context.host, context.port);
  for (const name of ownHosts(context.host, port, context.allowedHosts)) hosts.add(name);
  jobs.start();
  return {
    url: `http://${bracketed(context.host)}:${port}`,
    stop: async () => {
      await jobs.stop();
      await close(server);
    },
  };
}

/** By what the daemon may be called. */
function ownHosts(host: string, port: number, further: readonly string[]): string[] {
  // The address that stands for all is nobody's name, though some browsers would use it as one.
  const names = ['127.0.0.1', 'localhost', '[::1]', ...(isWildcard(host) ? [] : [bracketed(host)])];
  const own = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  return [...own, ...further].map((name) => name.toLowerCase());
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || /^[0:]+$/.test(host);
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
