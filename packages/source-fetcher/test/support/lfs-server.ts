import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '@rbee-internal/test-kit';

/** What Git LFS keeps in a repository in place of a content. */
export function pointerOf(content: string | Buffer, size = Buffer.byteLength(content)): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${size}\n`;
}

export function oidOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

export interface LfsServerInit {
  /** The contents that it has. */
  readonly contents: readonly (string | Buffer)[];
  /** Where every path that is not its own is redirected to: a git server. */
  readonly git: string;
  /** In place of its answer to a batch. */
  readonly batch?: (request: BatchRequest) => { readonly status?: number; readonly body: string };
  /** In place of what it sends for an object. */
  readonly object?: (oid: string, response: ServerResponse) => void;
  /** What it says to send for an object. */
  readonly header?: Readonly<Record<string, string>>;
  /** Where it says that objects are. @default at itself */
  readonly objectsAt?: string;
}

interface BatchRequest {
  readonly operation: string;
  readonly objects: readonly { readonly oid: string; readonly size: number }[];
}

export interface LfsServer {
  readonly url: string;
  readonly requests: { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  readonly batches: BatchRequest[];
}

/** A server with the batch API of Git LFS and its basic transfer, in front of a git server. */
export async function startLfsServer(init: LfsServerInit): Promise<LfsServer> {
  const requests: LfsServer['requests'] = [];
  const batches: BatchRequest[] = [];
  const byOid = new Map(init.contents.map((content) => [oidOf(content), content]));
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const url = await listenOnLoopback(server);
  return { url, requests, batches };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const oid = /^\/objects\/([0-9a-f]{64})\?/.exec(path)?.[1];
    if (!path.endsWith('/info/lfs/objects/batch') && oid === undefined) {
      response.writeHead(302, { location: init.git + path }).end();
      return;
    }
    requests.push({ path, headers: request.headers });
    if (oid !== undefined) {
      if (init.object !== undefined) init.object(oid, response);
      else response.end(byOid.get(oid));
      return;
    }
    const asked = JSON.parse(await textOf(request)) as BatchRequest;
    batches.push(asked);
    const { status = 200, body } = init.batch?.(asked) ?? { body: JSON.stringify(placesOf(asked)) };
    response.writeHead(status, { 'content-type': 'application/vnd.git-lfs+json' }).end(body);
  }

  function placesOf({ objects }: BatchRequest): object {
    const { header = {}, objectsAt = url } = init;
    return {
      transfer: 'basic',
      objects: objects.map(({ oid, size }) =>
        byOid.has(oid)
          ? {
              ...{ oid, size, authenticated: true },
              actions: {
                download: { href: `${objectsAt}/objects/${oid}?X-Sig=signed`, header, expires_in: 3600 },
              },
            }
          : { oid, size, error: { code: 404, message: 'Object does not exist' } },
      ),
    };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
