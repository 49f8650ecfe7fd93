/** The daemon's paths for one thing; an id may have any characters. */
export function workerPath(id: string): string {
  return `/v1/workers/${encodeURIComponent(id)}`;
}

export function jobPath(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}

export function processPath(id: string): string {
  return `/v1/processes/${encodeURIComponent(id)}`;
}
