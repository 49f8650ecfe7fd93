import type { Source } from '@rbee/pkgbuild-parser';
import { messageOf } from '@rbee-internal/coded-error';
import { redactUrl, showForeign } from '@rbee-internal/redact-url';
import { withDeadline } from '@rbee-internal/system/time';
import { isTransportError, openTransport, readBody, type Transport } from '@rbee-internal/system/transport';
import type { FolderEntry } from '../store/read-folder.js';
import type { Finding } from './findings.js';
import { sourceArrays } from './rules/recipe-sources.js';

/** How long a server may take to respond about one source, in milliseconds. */
const ANSWER_MS = 10_000;

/** How many sources are requested at once. */
const CONCURRENCY = 6;

/** The most bytes of a list of branches and tags that are read: 16 MiB. */
const MAX_REFS_BYTES = 16 * 1024 * 1024;

export interface ProbeSourcesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Performs the requests. @default one without a proxy */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long a server may take to respond about one source, in milliseconds. @default 10_000 */
  readonly answerMilliseconds?: number | undefined;
}

/**
 * Requests every http and https source of these workers to see that it exists, each URL once: HEAD, and where that
 * fails, the first byte; of a git repository the list of its branches and tags, to see that the one that is named is
 * among them. Nothing else is requested.
 */
export async function probeSources(
  entries: readonly FolderEntry[],
  options: ProbeSourcesOptions = {},
): Promise<Finding[]> {
  if (options.fetch !== undefined) return probeBy(options.fetch, entries, options);
  const transport = openTransport();
  try {
    return await probeBy(transport.fetch, entries, options);
  } finally {
    await transport.close();
  }
}

async function probeBy(
  fetch: typeof globalThis.fetch,
  entries: readonly FolderEntry[],
  options: ProbeSourcesOptions,
): Promise<Finding[]> {
  const probes = new Map<string, Promise<string | undefined>>();
  const limit = createGate(CONCURRENCY);
  const findings = await Promise.all(
    entries.flatMap((entry) =>
      probesOf(entry).map(async ({ source, field, licensed }): Promise<Finding[]> => {
        const key = JSON.stringify([source.protocol, source.remote, source.fragment, licensed]);
        const probe =
          probes.get(key) ?? limit(() => probeSource({ source, licensed }, { ...options, fetch }));
        probes.set(key, probe);
        const problem = await probe;
        if (problem === undefined) return [];
        const message = `${redactUrl(source.remote)} ${showForeign(problem)}`;
        return [{ severity: 'error', code: 'PROBE', path: `${entry.path}/PKGBUILD`, field, message }];
      }),
    ),
  );
  return findings.flat();
}

interface Probe {
  readonly field: string;
  readonly source: Source;
  /** Whether it is only sent to holders of a licence: then a refusal shows that it exists. */
  readonly licensed: boolean;
}

function probesOf({ recipes, release }: FolderEntry): Probe[] {
  const origins = release?.metadata.license_origins ?? [];
  const probes = new Map<string, Probe>();
  for (const { architecture, pkgbuild: recipe } of recipes) {
    for (const { name, sources } of sourceArrays(recipe, architecture)) {
      for (const source of sources) {
        if (!/^https?:\/\//.test(source.remote) || !URL.canParse(source.remote)) continue;
        if (!['http', 'https', 'git'].includes(source.protocol)) continue;
        const licensed = origins.includes(new URL(source.remote).origin);
        probes.set(`${name} ${source.entry}`, { field: name, source, licensed });
      }
    }
  }
  return [...probes.values()];
}

/** What is wrong with a source, to follow its URL; undefined when it exists. */
async function probeSource(
  { source, licensed }: Pick<Probe, 'source' | 'licensed'>,
  options: ProbeSourcesOptions & Pick<Transport, 'fetch'>,
): Promise<string | undefined> {
  const { signal, answerMilliseconds = ANSWER_MS } = options;
  const late = new Error(`no response within ${answerMilliseconds / 1000} seconds`);
  try {
    return await withDeadline(answerMilliseconds, { signal, reason: () => late }, (either) => {
      const ask: Ask = (url, init) => options.fetch(url, { ...init, signal: either });
      return source.protocol === 'git' ? probeGit(source, ask) : probeFile(source, licensed, ask);
    });
  } catch (error) {
    signal?.throwIfAborted();
    return `does not respond: ${causeOf(error)}`;
  }
}

type Ask = (url: string, init: RequestInit) => Promise<Response>;

async function probeFile({ remote }: Source, licensed: boolean, ask: Ask): Promise<string | undefined> {
  const head = await ask(remote, { method: 'HEAD' });
  if (head.ok) return undefined;
  const first = await ask(remote, { headers: { range: 'bytes=0-0' } });
  await first.body?.cancel();
  const isWithheld = licensed && [401, 402, 403].includes(first.status);
  // An empty file has no first byte.
  return first.ok || first.status === 416 || isWithheld ? undefined : `returns status ${first.status}`;
}

async function probeGit({ remote, fragment }: Source, ask: Ask): Promise<string | undefined> {
  const url = `${remote.replace(/\/+$/, '')}/info/refs?service=git-upload-pack`;
  const answer = await ask(url, { headers: { accept: '*/*' } });
  if (!answer.ok) {
    await answer.body?.cancel();
    return `returns status ${answer.status}`;
  }
  if (!answer.headers.get('content-type')?.startsWith('application/x-git-upload-pack-advertisement')) {
    await answer.body?.cancel();
    return 'is not a git repository';
  }
  const [kind, name] = fragment?.split('=', 2) ?? [];
  const wanted = kind === 'branch' ? `refs/heads/${name}` : kind === 'tag' ? `refs/tags/${name}` : undefined;
  const refs = wanted === undefined ? undefined : await readRefs(answer);
  if (wanted === undefined) await answer.body?.cancel();
  if (refs === undefined || wanted === undefined || refs.has(wanted)) return undefined;
  return `has no ${kind} ${name}`;
}

/** The names in an advertisement (gitprotocol-http, smart clients); nothing when it is too long to be read. */
async function readRefs(answer: Response): Promise<Set<string> | undefined> {
  const text = await readBody(answer, { maxBytes: MAX_REFS_BYTES }).catch((error: unknown) => {
    if (isTransportError(error) && error.code === 'TOO_LARGE') return undefined;
    throw error;
  });
  const names = text
    ?.toString('utf8')
    .matchAll(/^(?:0000)?[0-9a-f]{4}(?:[0-9a-f]{40}|[0-9a-f]{64}) (refs\/[^\s\0]+)/gm);
  return names && new Set(Array.from(names, ([, name = '']) => name));
}

/** Of a failed `fetch`, what lies beneath "fetch failed". */
function causeOf(error: unknown): string {
  return messageOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}

/** Lets so many tasks run at once, the others in order after them. */
function createGate(size: number): <T>(task: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
