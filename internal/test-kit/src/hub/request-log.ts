import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** A request that a file server received. */
export interface FileRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** How many requests for the same path, this one included, there were. */
  readonly count: number;
}

/** The requests that a server received. */
export interface RequestLog {
  readonly requests: readonly FileRequest[];
  record(incoming: IncomingMessage): FileRequest;
  /** Resolves once so many requests have come. */
  arrived(count: number): Promise<void>;
}

export function createRequestLog(): RequestLog {
  const requests: FileRequest[] = [];
  const waiting = new Set<() => void>();
  return {
    requests,
    record(incoming) {
      const { method = '', url: path = '', headers } = incoming;
      const count = requests.filter((request) => request.path === path).length + 1;
      const request = { method, path, headers, count };
      requests.push(request);
      for (const look of [...waiting]) look();
      return request;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (requests.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
