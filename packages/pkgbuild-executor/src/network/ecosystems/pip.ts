import type { EcosystemFacts, EcosystemTools, EcosystemUrl } from './ecosystem-hosts.js';
import { publicUrl, urlBelow, urlsIn } from './urls.js';

/** A project that every index has. */
const PROJECT = 'pip/';

/** Both forms of an index's page, PEP 691 and PEP 503. */
const ACCEPT = 'application/vnd.pypi.simple.v1+json, text/html;q=0.5';

/** Variables of uv that name an index. */
const UV_NAMES = ['UV_DEFAULT_INDEX', 'UV_INDEX_URL', 'UV_INDEX', 'UV_EXTRA_INDEX_URL'];

/** The indexes of pip and uv, and the servers of the files that they list. */
export async function pipFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const [settings, builtIn] = await Promise.all([readSettings(tools), defaultIndex(tools)]);
  const named = [
    ...(settings.get('index-url') ?? []),
    ...(settings.get('extra-index-url') ?? []),
    ...uvIndexes(tools),
  ];
  const hasIndex = settings.has('index-url');
  const own = hasIndex ? undefined : builtIn;
  const indexes: EcosystemUrl[] = [
    ...named.map((url) => ({ url, isConfigured: true })),
    ...(own === undefined ? [] : [{ url: own, isConfigured: false }]),
  ];
  const urls: EcosystemUrl[] = [...indexes];
  for (const { url, isConfigured } of indexes) {
    for (const file of await fileUrls(tools, url)) urls.push({ url: file, isConfigured });
  }
  return { urls, variables: variablesOf(tools, settings) };
}

/** `pip config list` prints `global.index-url='…'` and `:env:.index-url='…'`. */
async function readSettings(tools: EcosystemTools): Promise<Map<string, string[]>> {
  const answer =
    (await tools.ask({ program: 'pip3', args: ['config', 'list'] })) ??
    (await tools.ask({ program: 'pip', args: ['config', 'list'] }));
  const settings = new Map<string, string[]>();
  for (const line of answer?.stdout.split('\n') ?? []) {
    const [, name = '', value = ''] = /^(?:[\w-]+|:env:)\.([\w-]+)=(.*)$/.exec(line) ?? [];
    if (name === 'index-url' || name === 'extra-index-url')
      settings.set(name, urlsIn(value).flatMap(asPublic));
    if (name === 'cert') settings.set(name, [value.replace(/^['"]|['"]$/g, '')]);
  }
  return settings;
}

function asPublic(url: string): string[] {
  const shown = publicUrl(url);
  return shown === undefined ? [] : [shown];
}

function uvIndexes({ env }: EcosystemTools): string[] {
  return UV_NAMES.flatMap((name) => urlsIn(env[name] ?? '').flatMap(asPublic));
}

/** pip's help names its default. */
async function defaultIndex(tools: EcosystemTools): Promise<string | undefined> {
  const answer =
    (await tools.ask({ program: 'pip3', args: ['install', '--help'], env: { COLUMNS: '200' } })) ??
    (await tools.ask({ program: 'pip', args: ['install', '--help'], env: { COLUMNS: '200' } }));
  const [, after = ''] = (answer?.stdout ?? '').split('--index-url', 2);
  return urlsIn(after.slice(0, 400))[0];
}

async function fileUrls(tools: EcosystemTools, index: string): Promise<string[]> {
  const page = (await tools.fetchText(urlBelow(index, PROJECT), ACCEPT)) ?? '';
  const origins = new Set(urlsIn(page).map((url) => (URL.canParse(url) ? new URL(url).origin : '')));
  const files = [...page.matchAll(/(?:"url":\s*"|href=")(https?:\/\/[^"]+)"/g)].map(([, url = '']) => url);
  const used = new Set(files.map((url) => new URL(url).origin));
  return [...used].filter((origin) => origins.has(origin)).slice(0, 10);
}

function variablesOf(
  tools: EcosystemTools,
  settings: ReadonlyMap<string, readonly string[]>,
): Record<string, string> {
  const [index] = settings.get('index-url') ?? [];
  const extra = settings.get('extra-index-url') ?? [];
  const [cert] = settings.get('cert') ?? [];
  const uv = UV_NAMES.flatMap((name): [string, string][] => {
    const urls = urlsIn(tools.env[name] ?? '').flatMap(asPublic);
    return urls.length === 0 ? [] : [[name, urls.join(' ')]];
  });
  return {
    ...(index === undefined ? {} : { PIP_INDEX_URL: index }),
    ...(extra.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: extra.join(' ') }),
    ...(cert === undefined ? {} : { PIP_CERT: cert }),
    ...Object.fromEntries(uv),
  };
}
