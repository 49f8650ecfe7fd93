import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../servers/listen.js';
import { type FileServer, sendFile, startFileServer } from './file-server.js';
import { commitOf, gitBlobId, isLfs, repositoryInfo, treePage } from './repository.js';
import { createRequestLog, type FileRequest } from './request-log.js';
import type { FakeHubOptions, FakeRepository } from './types.js';

/** A hub with the real one's routes, headers and errors, and the CDN that it redirects to. */
export interface FakeHub extends FileServer {
  readonly cdn: FileServer;
  /** The commit that a revision of a repository is at. */
  commit(repository: string, revision?: string): string;
}

/** Starts a hub, and its CDN at another port of 127.0.0.1; both stop when the current test is over. */
export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const cdn = await startFileServer(cdnFiles(options), options.behaveCdn);
  const log = createRequestLog();
  const server = createServer((incoming, response) => {
    const request = log.record(incoming);
    const behaviour = options.behave?.(request);
    if (behaviour !== undefined) sendFile(response, request, { content: new Uint8Array(), behaviour });
    else answer(response, request, { options, cdn: cdn.url, url });
  });
  const url = await listenOnLoopback(server);
  return {
    url,
    requests: log.requests,
    arrived: log.arrived,
    cdn,
    commit: (name, revision = 'main') => commitOf(filesOf(options.repositories[name], revision) ?? {}),
  };
}

function cdnFiles({ repositories }: FakeHubOptions): Record<string, Uint8Array> {
  const all = Object.values(repositories).flatMap(({ files, revisions = {} }) => [
    files,
    ...Object.values(revisions),
  ]);
  return Object.fromEntries(
    all.flatMap((files) => Object.values(files)).map((content) => [`/lfs/${sha256(content)}`, content]),
  );
}

function filesOf(repository: FakeRepository | undefined, revision: string) {
  if (repository === undefined) return undefined;
  const all = { main: repository.files, ...repository.revisions };
  return (
    Object.entries(all).find(([name, files]) => name === revision || commitOf(files) === revision)?.[1] ??
    undefined
  );
}

interface Scene {
  readonly options: FakeHubOptions;
  readonly cdn: string;
  readonly url: string;
}

const ROUTES: readonly [RegExp, (response: ServerResponse, call: Call) => void][] = [
  [/^\/api\/models\/(?<name>[^/]+\/[^/]+)\/tree\/(?<revision>[^/]+)$/, sendTree],
  [/^\/api\/models\/(?<name>[^/]+\/[^/]+)\/refs$/, sendRefs],
  [/^\/api\/models\/(?<name>[^/]+\/[^/]+)(?:\/revision\/(?<revision>[^/]+))?$/, sendInfo],
  [/^\/(?<name>[^/]+\/[^/]+)\/resolve\/(?<revision>[^/]+)\/(?<file>.+)$/, sendResolved],
];

interface Call extends Scene {
  readonly request: FileRequest;
  readonly name: string;
  readonly revision: string;
  readonly file: string;
  readonly repository: FakeRepository;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

function answer(response: ServerResponse, request: FileRequest, scene: Scene): void {
  const { pathname, searchParams } = new URL(request.path, scene.url);
  if (pathname === '/api/models') {
    sendJson(response, search(scene.options, searchParams));
    return;
  }
  for (const [pattern, send] of ROUTES) {
    const groups = pattern.exec(pathname)?.groups;
    if (groups === undefined) continue;
    const { name = '', revision = 'main', file = '' } = groups;
    route(response, { ...scene, request, name, revision: decodeURIComponent(revision), file }, send);
    return;
  }
  sendError(response, { status: 404, code: 'EntryNotFound', message: 'Not found' });
}

function route(
  response: ServerResponse,
  call: Omit<Call, 'repository' | 'files'>,
  send: (response: ServerResponse, call: Call) => void,
): void {
  const { options, name, request, revision } = call;
  const now = options.renamed?.[name];
  const repository = options.repositories[name];
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const isHidden = repository?.visibleTo !== undefined && !repository.visibleTo.includes(token ?? '');
  if (now !== undefined) {
    response.writeHead(307, { location: request.path.replace(name, now) }).end();
  } else if (repository === undefined || isHidden) {
    // A stranger is not told whether it is there.
    const status = token === undefined ? 401 : 404;
    sendError(response, { status, code: 'RepoNotFound', message: 'Repository not found' });
  } else {
    const files = filesOf(repository, revision);
    if (files !== undefined) send(response, { ...call, repository, files });
    else sendError(response, { status: 404, code: 'RevisionNotFound', message: 'Invalid rev id' });
  }
}

function sendInfo(response: ServerResponse, { name, repository, files }: Call): void {
  sendJson(response, repositoryInfo(name, repository, files));
}

function sendRefs(response: ServerResponse, { repository }: Call): void {
  const branches = Object.entries({ main: repository.files, ...repository.revisions }).map(
    ([name, files]) => ({
      name,
      ref: `refs/heads/${name}`,
      targetCommit: commitOf(files),
    }),
  );
  sendJson(response, { branches, converts: [], tags: [] });
}

function sendTree(response: ServerResponse, { request, url, options, files }: Call): void {
  const { page, next } = treePage(files, {
    cursor: new URL(request.path, url).searchParams.get('cursor'),
    size: options.pageSize ?? 1000,
  });
  const link = new URL(request.path, url);
  if (next !== undefined) link.searchParams.set('cursor', next);
  sendJson(response, page, {
    'x-repo-commit': commitOf(files),
    ...(next !== undefined && { link: `<${link.href}>; rel="next"` }),
  });
}

function sendResolved(response: ServerResponse, call: Call): void {
  const { request, repository, files, cdn } = call;
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const file = decodeURIComponent(call.file);
  const content = files[file];
  if (repository.gated !== undefined && !repository.gated.accepted.includes(token ?? '')) {
    const message = 'Access to model is restricted';
    sendError(response, { status: token === undefined ? 401 : 403, code: 'GatedRepo', message });
  } else if (content === undefined) {
    sendError(response, { status: 404, code: 'EntryNotFound', message: 'Entry not found' });
  } else if (isLfs(file, content)) {
    const linked = { 'x-linked-etag': `"${sha256(content)}"`, 'x-linked-size': String(content.length) };
    const location = `${cdn}/lfs/${sha256(content)}?Expires=1&Signature=${request.count}`;
    response.writeHead(302, { location, 'x-repo-commit': commitOf(files), ...linked }).end();
  } else {
    const headers = { etag: `"${gitBlobId(content)}"`, 'x-repo-commit': commitOf(files) };
    sendFile(response, request, { content, behaviour: undefined, headers });
  }
}

function search({ repositories }: FakeHubOptions, query: URLSearchParams): unknown[] {
  const text = (query.get('search') ?? '').toLowerCase();
  const limit = Number(query.get('limit') ?? 20);
  return Object.entries(repositories)
    .filter(([name, { visibleTo }]) => name.toLowerCase().includes(text) && visibleTo === undefined)
    .slice(0, limit)
    .map(([name, repository]) => repositoryInfo(name, repository, repository.files));
}

function sendJson(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

interface HubError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function sendError(response: ServerResponse, { status, code, message }: HubError): void {
  const headers = { 'x-error-code': code, 'x-error-message': message, 'content-type': 'application/json' };
  response.writeHead(status, headers).end(JSON.stringify({ error: message }));
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
