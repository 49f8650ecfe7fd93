import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback } from '../servers/listen.js';

/** A file of a release. */
export interface FakeAsset {
  readonly content: string | Uint8Array;
  /** What the API says its digest is; `null` for a file from before GitHub made digests. @default the true one */
  readonly digest?: string | null;
}

/** A release with its files, by name. */
export interface FakeRelease {
  readonly tag: string;
  /** The commit that the tag is at. */
  readonly commit: string;
  readonly prerelease?: boolean;
  readonly draft?: boolean;
  readonly assets: Readonly<Record<string, string | Uint8Array | FakeAsset>>;
}

export interface FakeGitHubOptions {
  /** The releases of each `owner/name`, the newest first; what is in the arrays later counts too. */
  readonly repositories: Readonly<Record<string, FakeRelease[]>>;
  /** The token that is asked for, where the repositories are private. @default they are public */
  readonly token?: string;
}

/** A refusal in place of an answer. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
}

export interface GitHubRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

export interface FakeGitHub {
  /** The address of the API. */
  readonly api: string;
  /** The address of the site, where files of public repositories are. */
  readonly site: string;
  /** Requests to the API, the site and the storage that both redirect to. */
  readonly requests: {
    readonly api: readonly GitHubRequest[];
    readonly site: readonly GitHubRequest[];
    readonly storage: readonly GitHubRequest[];
  };
  /** The next requests to the API are refused so, one each. */
  refuse(...refusals: readonly Refusal[]): void;
}

/**
 * GitHub on loopback, as far as releases go: the API with its shapes, pages and refusals, the site's addresses of files,
 * and the storage on another origin that both redirect to. It ends with the test.
 */
export async function startFakeGitHub({ repositories, token }: FakeGitHubOptions): Promise<FakeGitHub> {
  const requests = {
    api: [] as GitHubRequest[],
    site: [] as GitHubRequest[],
    storage: [] as GitHubRequest[],
  };
  const refusals: Refusal[] = [];
  const find = (path: string) => findFile(repositories, path);
  const storage = await serve(requests.storage, (request, response) => {
    const content = find(pathOf(request));
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  const toStorage = (path: string, response: ServerResponse) =>
    response.writeHead(302, { location: `${storage}${path}` }).end();
  const site = await serve(requests.site, (request, response) => {
    const isThere = token === undefined && find(pathOf(request)) !== undefined;
    if (isThere) toStorage(pathOf(request), response);
    else response.writeHead(404).end('Not Found');
  });
  const api = await serve(requests.api, (request, response) => {
    const refusal = refusals.shift() ?? unauthorized(request, token);
    if (refusal !== undefined) return refuseWith(response, refusal);
    const wantsBytes = request.headers.accept === 'application/octet-stream';
    const asset = /^\/repos\/([^/]+\/[^/]+)\/releases\/assets\/(.+)$/.exec(pathOf(request));
    if (asset !== null && wantsBytes)
      return toStorage(`/${asset[1]}/releases/download/${asset[2]}`, response);
    const found = answer(repositories, request, { api: `http://${request.headers.host}`, site });
    if (found === undefined) return refuseWith(response, { status: 404, message: 'Not Found' });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(found));
  });
  return { api, site, requests, refuse: (...more) => void refusals.push(...more) };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

async function serve(requests: GitHubRequest[], handle: Handle): Promise<string> {
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    handle(request, response);
  });
  return listenOnLoopback(server);
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://fake').pathname;
}

/** A private repository is not there for those who may not see it. */
function unauthorized({ headers }: IncomingMessage, token: string | undefined): Refusal | undefined {
  if (headers.authorization !== undefined && headers.authorization !== `Bearer ${token}`)
    return { status: 401, message: 'Bad credentials' };
  return token !== undefined && headers.authorization === undefined
    ? { status: 404, message: 'Not Found' }
    : undefined;
}

function refuseWith(response: ServerResponse, { status, headers, message = '' }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest' }));
}

interface Addresses {
  readonly api: string;
  readonly site: string;
}

function answer(
  repositories: FakeGitHubOptions['repositories'],
  request: IncomingMessage,
  addresses: Addresses,
): unknown {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
  const [, repository = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)\/(.+)$/.exec(pathname) ?? [];
  const releases = repositories[repository];
  if (releases === undefined) return undefined;
  const described = (release: FakeRelease | undefined) => release && describe(release, repository, addresses);
  const published = releases.filter(({ draft }) => draft !== true);
  if (rest === 'releases/latest') return described(published.find(({ prerelease }) => prerelease !== true));
  if (rest === 'releases') {
    const size = Number(searchParams.get('per_page') ?? 30);
    const start = (Number(searchParams.get('page') ?? 1) - 1) * size;
    return published.slice(start, start + size).map(described);
  }
  const [, tag] = /^releases\/tags\/(.+)$/.exec(rest) ?? [];
  if (tag !== undefined)
    return described(published.find((release) => release.tag === decodeURIComponent(tag)));
  return reference(releases, rest);
}

/** A tag is at a commit, or at a tag object that is. */
function reference(releases: readonly FakeRelease[], rest: string): unknown {
  const [, name] = /^git\/ref\/tags\/(.+)$/.exec(rest) ?? [];
  const found = releases.find(({ tag }) => name !== undefined && tag === decodeURIComponent(name));
  if (found !== undefined)
    return { ref: `refs/tags/${found.tag}`, object: { type: 'tag', sha: tagObject(found) } };
  const [, object] = /^git\/tags\/([0-9a-f]{40})$/.exec(rest) ?? [];
  const tagged = releases.find((release) => tagObject(release) === object);
  return tagged && { tag: tagged.tag, object: { type: 'commit', sha: tagged.commit } };
}

function tagObject({ tag, commit }: FakeRelease): string {
  return createHash('sha1').update(`${tag} ${commit}`).digest('hex');
}

function describe(release: FakeRelease, repository: string, { api, site }: Addresses): unknown {
  const { tag, draft = false, prerelease = false, assets } = release;
  return {
    url: `${api}/repos/${repository}/releases/1`,
    ...{ id: 1, tag_name: tag, name: tag, draft, prerelease, target_commitish: 'main' },
    published_at: '2026-01-01T00:00:00Z',
    author: { login: 'author', type: 'User' },
    assets: Object.entries(assets).map(([name, asset], id) => {
      const content = contentOf(asset);
      return {
        ...{ id, name, state: 'uploaded', content_type: 'application/octet-stream', label: '' },
        url: `${api}/repos/${repository}/releases/assets/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`,
        browser_download_url: `${site}/${repository}/releases/download/${encodeURIComponent(tag)}/${encodeURIComponent(name)}`,
        size: Buffer.byteLength(content),
        digest: digestOf(asset),
      };
    }),
    body: '',
  };
}

function contentOf(asset: FakeRelease['assets'][string]): string | Uint8Array {
  return typeof asset === 'string' || asset instanceof Uint8Array ? asset : asset.content;
}

function digestOf(asset: FakeRelease['assets'][string]): string | null {
  if (typeof asset === 'object' && 'digest' in asset) return asset.digest ?? null;
  return `sha256:${createHash('sha256').update(contentOf(asset)).digest('hex')}`;
}

function findFile(
  repositories: FakeGitHubOptions['repositories'],
  path: string,
): string | Uint8Array | undefined {
  const [, repository = '', tag = '', name = ''] =
    /^\/([^/]+\/[^/]+)\/releases\/download\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const release = repositories[repository]?.find((each) => each.tag === decodeURIComponent(tag));
  const asset = release?.assets[decodeURIComponent(name)];
  return asset === undefined ? undefined : contentOf(asset);
}
