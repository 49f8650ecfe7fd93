import type { EcosystemFacts, EcosystemTools, EcosystemUrl } from './ecosystem-hosts.js';
import { publicUrl, urlBelow, urlsIn } from './urls.js';

/** Where nothing listens: cargo then names the first URL that it would have asked. */
const NO_PROXY_THERE = 'http://127.0.0.1:1';

/** A project that needs a crate of the default registry. */
const PROJECT = {
  'Cargo.toml': '[package]\nname = "x"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\na = "1"\n',
  'src/main.rs': 'fn main() {}\n',
};

/** Most sources of a configuration. */
const MAX_SOURCES = 100;

/** The registries of cargo: its own, or what replaces it, and those of its configuration. */
export async function cargoFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const config = await readConfig(tools);
  const configured = config.sources.flatMap(({ url }) => (url === undefined ? [] : [indexUrl(url)]));
  const first = await firstUrl(tools);
  const indexes = [...new Set([...configured, ...(first === undefined ? [] : [first])])];
  const urls: EcosystemUrl[] = [];
  for (const url of indexes) {
    const isConfigured = configured.some((one) => new URL(one).host === new URL(url).host);
    urls.push({ url, isConfigured });
    for (const download of await downloadUrls(tools, url)) urls.push({ url: download, isConfigured });
  }
  const text = configText(config);
  return { urls, files: text === '' ? [] : [{ path: '.cargo/config.toml', text }] };
}

interface CargoSource {
  readonly table: 'source' | 'registries';
  readonly name: string;
  /** Its index, such as `sparse+https://…`. */
  readonly url: string | undefined;
  readonly replaceWith: string | undefined;
}

interface CargoConfig {
  readonly sources: readonly CargoSource[];
}

/** As cargo itself has read it, all its files and variables merged. The option is not stable, so a failure means none. */
async function readConfig(tools: EcosystemTools): Promise<CargoConfig> {
  const answer = await tools.ask({
    program: 'cargo',
    args: ['-Zunstable-options', 'config', 'get', '--format', 'json'],
    env: { RUSTC_BOOTSTRAP: '1' },
  });
  const config = parseObject(answer?.stdout ?? '');
  return {
    sources: [...sourcesIn(config, 'source'), ...sourcesIn(config, 'registries')].slice(0, MAX_SOURCES),
  };
}

function parseObject(json: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(json));
  } catch {
    // An older cargo prints an error instead.
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  // What is looked up in it is checked again.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function sourcesIn(config: Record<string, unknown>, table: CargoSource['table']): CargoSource[] {
  return Object.entries(asObject(config[table])).map(([name, value]) => {
    const { registry, index, 'replace-with': replaceWith } = asObject(value);
    return {
      table,
      name,
      url: textOf(table === 'source' ? registry : index),
      replaceWith: textOf(replaceWith),
    };
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function indexUrl(url: string): string {
  return publicUrl(url.replace(/^sparse\+/, '')) ?? '';
}

/** What cargo would ask first, from its own error. */
async function firstUrl(tools: EcosystemTools): Promise<string | undefined> {
  const answer = await tools.ask({
    program: 'cargo',
    args: ['fetch'],
    env: {
      CARGO_HTTP_PROXY: NO_PROXY_THERE,
      https_proxy: NO_PROXY_THERE,
      HTTPS_PROXY: NO_PROXY_THERE,
      CARGO_NET_RETRY: '0',
      CARGO_TARGET_DIR: undefined,
    },
    files: PROJECT,
  });
  const url = urlsIn(answer?.output ?? '').find((one) => !one.startsWith(NO_PROXY_THERE));
  return url === undefined ? undefined : new URL('.', url).href;
}

/** A sparse registry names the server of its crates in its `config.json`. */
async function downloadUrls(tools: EcosystemTools, index: string): Promise<string[]> {
  const { dl } = parseObject((await tools.fetchText(urlBelow(index, 'config.json'))) ?? '');
  return typeof dl === 'string' ? urlsIn(dl.replaceAll(/[{}]/g, '')) : [];
}

/** What of the configuration says where crates come from. */
function configText({ sources }: CargoConfig): string {
  return sources
    .map(({ table, name, url, replaceWith }) => {
      const key = table === 'source' ? 'registry' : 'index';
      const shown = url === undefined ? undefined : withPrefix(url);
      return [
        `[${table}.${JSON.stringify(name)}]`,
        ...(shown === undefined ? [] : [`${key} = ${JSON.stringify(shown)}`]),
        ...(replaceWith === undefined ? [] : [`replace-with = ${JSON.stringify(replaceWith)}`]),
      ];
    })
    .filter((lines) => lines.length > 1)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function withPrefix(url: string): string | undefined {
  const plain = publicUrl(url.replace(/^sparse\+/, ''));
  return plain === undefined ? undefined : `${url.startsWith('sparse+') ? 'sparse+' : ''}${plain}`;
}
