/** Signals to a server. Once this is called, none ends the process by itself, and none is lost. */
export interface ServerSignals {
  /** Aborts at SIGINT or SIGTERM; a second one of the same name then ends the process at once. */
  readonly stopping: AbortSignal;
  /** What SIGHUP does; one that came earlier is handled then. */
  onHangUp(reload: () => void): void;
}

/** Listens for the signals of a server. Call it first, so that no signal ends a server that is starting. */
export function listenForSignals(): ServerSignals {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  let missed = false;
  let hangUp = () => {
    missed = true;
  };
  process.on('SIGHUP', () => hangUp());
  return {
    stopping: stop.signal,
    onHangUp(reload) {
      hangUp = reload;
      if (missed) reload();
      missed = false;
    },
  };
}
