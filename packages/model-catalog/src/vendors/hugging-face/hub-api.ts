import { type HttpAnswer, httpGet } from '@rbee/source-fetcher';
import { redactUrl } from '@rbee-internal/redact-url';
import { askedPause } from '@rbee-internal/system/transport';
import type { z } from 'zod';
import { ModelCatalogError } from '../../errors.js';
import { wrapErrors } from '../../wrap-error.js';
import { type VendorNetwork, withRetries } from '../vendor-network.js';
import { type Asked, hubRefusal } from './hub-refusal.js';
import { type HubFile, HubModel, HubModels, HubTree } from './schema.js';

/** A hub, and how it is asked. */
export interface HubOptions {
  /** Without a final slash. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly network: VendorNetwork;
}

/** What the hub's API is asked. */
export interface HubApi {
  /** A repository at a revision, or at its default branch. */
  model(repository: string, revision: string | undefined, signal?: AbortSignal): Promise<HubModel>;
  /** All files of a commit. */
  files(repository: string, commit: string, signal?: AbortSignal): Promise<HubFile[]>;
  search(query: URLSearchParams, signal?: AbortSignal): Promise<HubModel[]>;
}

const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_PAGES = 100;

export function createHubApi(hub: HubOptions): HubApi {
  const { endpoint } = hub;
  return {
    async model(repository, revision, signal) {
      const suffix = revision === undefined ? '' : `/revision/${encodeURIComponent(revision)}`;
      const url = `${endpoint}/api/models/${repository}${suffix}`;
      const answer = await ask(hub, { url, signal, repository, revision });
      return read(HubModel, answer);
    },
    async files(repository, commit, signal) {
      const files: HubFile[] = [];
      let url: string | undefined = `${endpoint}/api/models/${repository}/tree/${commit}?recursive=true`;
      for (let page = 0; url !== undefined; page += 1) {
        if (page === MAX_PAGES) throw tooManyPages(repository);
        const answer: HttpAnswer = await ask(hub, { url, signal, repository, revision: commit });
        files.push(...read(HubTree, answer).flatMap(toFile));
        url = nextPage(answer);
      }
      return files;
    },
    async search(query, signal) {
      const answer = await ask(hub, { url: `${endpoint}/api/models?${query}`, signal, repository: 'search' });
      return read(HubModels, answer);
    },
  };
}

interface AskInit {
  readonly url: string;
  readonly signal: AbortSignal | undefined;
  readonly repository: string;
  readonly revision?: string | undefined;
}

async function ask({ endpoint, token, network }: HubOptions, init: AskInit): Promise<HttpAnswer> {
  const { url, signal, repository, revision } = init;
  if (network.offline) throw offlineError(endpoint, repository);
  const asked: Asked = { endpoint, repository, revision, hasToken: token !== undefined };
  return withRetries(network, signal, () =>
    wrapErrors(signal, async () => {
      const answer = await httpGet(url, {
        fetch: network.fetch,
        signal,
        accept: 'application/json',
        maxBytes: MAX_ANSWER_BYTES,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
      if (answer.status === 200) return answer;
      const errorCode = answer.headers.get('x-error-code') ?? undefined;
      const retryAfterMilliseconds = askedPause(answer.headers, network.clock.now());
      throw hubRefusal({ status: answer.status, errorCode, retryAfterMilliseconds }, asked);
    }),
  );
}

function read<S extends z.ZodType>(schema: S, { body, url }: HttpAnswer): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // Not JSON is nothing that the schema takes.
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ModelCatalogError({
    code: 'INVALID_ANSWER',
    message: `${redactUrl(url)} did not return what the API of a hub does: ${issue?.path.map(String).join('.')} ${issue?.message}.`,
    hint: 'Check that the endpoint is one of a hub.',
  });
}

function toFile({ type, path, size, oid, lfs }: z.output<typeof HubTree>[number]): HubFile[] {
  if (type !== 'file') return [];
  const blob = oid !== undefined && /^[0-9a-f]{40}$/.test(oid) ? oid : undefined;
  return [{ name: path, size: lfs?.size ?? size ?? 0, sha256: lfs?.oid, blob: lfs ? undefined : blob }];
}

/** The next page; one at another origin would be sent the token. */
function nextPage({ headers, url }: HttpAnswer): string | undefined {
  const next = /<([^<>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '')?.[1];
  if (next === undefined) return undefined;
  const target = URL.canParse(next, url) ? new URL(next, url) : undefined;
  if (target?.origin === new URL(url).origin) return target.href;
  throw new ModelCatalogError({
    code: 'INVALID_ANSWER',
    message: `${redactUrl(url)} continues at another place: ${redactUrl(next)}.`,
    hint: 'Check that the endpoint is one of a hub.',
  });
}

function tooManyPages(repository: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'LIMIT',
    message: `The listing of ${repository} has more than ${MAX_PAGES} pages.`,
    hint: 'A repository of this size is not one of a model.',
  });
}

function offlineError(endpoint: string, repository: string): ModelCatalogError {
  return new ModelCatalogError({
    code: 'OFFLINE',
    message: `${redactUrl(endpoint)} would have to be asked for ${repository}, and no server may be.`,
    hint: 'Use a model that is in the catalog, or allow the network.',
  });
}
