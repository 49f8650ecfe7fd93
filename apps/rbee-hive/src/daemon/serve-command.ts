import path from 'node:path';

/** Where the daemon listens, when not where it does by default. */
export interface ServeChoices {
  readonly port?: number | undefined;
}

/** What runs this program's daemon once more: Node with its options, this program, and `serve`. */
export function serveCommand({ port }: ServeChoices = {}): readonly [string, ...string[]] {
  const flags = port === undefined ? [] : ['--port', String(port)];
  return [process.execPath, ...process.execArgv, path.resolve(process.argv[1] ?? ''), 'serve', ...flags];
}
