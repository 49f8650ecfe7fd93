import { messageOf } from '@rbee-internal/coded-error';
import { createRegistryApp, type RegistryAppOptions } from '../app/create-registry-app.js';
import { formatFinding } from '../check/findings.js';
import { readSignedFile } from '../signing/read-signed-file.js';
import { type FolderStore, openFolderStore } from '../store/open-folder-store.js';
import { folderPath } from '../store/read-folder.js';
import { createLog, type Log } from './log.js';
import { serveApp } from './serve-app.js';
import { listenForSignals } from './server-signals.js';
import { openWatch } from './watch-folder.js';

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly workers: string | URL;
  /** The signed tree. */
  readonly tuf?: string | undefined;
  readonly watch: boolean;
  readonly cors: readonly string[];
  /** Requests a minute; 0 for no limit. */
  readonly rateLimit: number;
  readonly maxAge: number;
  readonly metrics: boolean;
  readonly requestLog: boolean;
  readonly trustProxy: boolean;
}

/** Serves a folder until SIGINT or SIGTERM; SIGHUP rereads the folder. That it is ready is printed last. */
export async function serve(flags: ServeFlags, version: string): Promise<void> {
  const { stopping, onHangUp } = listenForSignals();
  const log = createLog((line) => process.stderr.write(line));
  // Before the folder is read, so that no change after that goes unseen.
  const watch = flags.watch ? await openWatch(folderPath(flags.workers)) : undefined;
  const store = await openFolderStore(flags.workers);
  const reload = createReload(store, log);
  const app = createRegistryApp({
    store,
    version,
    cors: flags.cors,
    maxAge: flags.maxAge,
    metrics: flags.metrics,
    signedFile: signedFileOf(flags.tuf),
    rateLimit: flags.rateLimit === 0 ? undefined : { requests: flags.rateLimit },
    onError: (error) => log({ event: 'error', message: error.message }),
    ...(flags.requestLog && { onRequest: (request) => log({ event: 'request', ...request }) }),
  });
  const server = await serveApp({ ...flags, fetch: app.fetch });
  const watching = watch?.run({ signal: stopping, onChange: reload });
  onHangUp(() => void reload());
  const { length } = await store.list();
  log({ event: 'listening', url: server.url, ...countsOf(store) });
  console.log(`Serving ${length} ${length === 1 ? 'worker' : 'workers'} at ${server.url}`);
  await aborted(stopping);
  await Promise.all([server.stop(), watching]);
  log({ event: 'stopped' });
}

function signedFileOf(folder: string | undefined): RegistryAppOptions['signedFile'] {
  return folder === undefined ? undefined : (place) => readSignedFile(folder, place);
}

/** Logs what is refused, now and after each reading, unless it was logged before. */
function createReload(store: FolderStore, log: Log): () => Promise<void> {
  let logged = new Set<string>();
  const logRefused = () => {
    const lines = store.refused().map(({ path, isServed, findings }) => {
      const errors = findings.filter(({ severity }) => severity === 'error');
      return { event: 'worker-refused' as const, path, isServed, reasons: errors.map(formatFinding) };
    });
    for (const line of lines) if (!logged.has(JSON.stringify(line))) log(line);
    logged = new Set(lines.map((line) => JSON.stringify(line)));
  };
  logRefused();
  const read = async () => {
    try {
      await store.reload();
      log({ event: 'folder-read', ...countsOf(store) });
      logRefused();
    } catch (error) {
      log({ event: 'error', message: messageOf(error) });
    }
  };
  return oneAfterAnother(read);
}

/** Never twice at once, else an earlier reading could end last. A call that waits does for all that come meanwhile. */
function oneAfterAnother(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= current.then(() => {
      next = undefined;
      current = run();
      return current;
    });
    return next;
  };
}

function countsOf(store: FolderStore): { readonly served: number; readonly refused: number } {
  return { served: store.counts?.().served ?? 0, refused: store.refused().length };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
