import type { EcosystemFacts, EcosystemTools } from './ecosystem-hosts.js';
import { publicUrl } from './urls.js';

const NAMES = ['GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GONOPROXY', 'GOPRIVATE', 'GOINSECURE'] as const;

/** The module proxies and the checksum database of go. What go fetches `direct` names its own hosts. */
export async function goFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const [settings, own] = await Promise.all([
    readSettings(tools),
    readSettings(tools, { GOENV: 'off', ...Object.fromEntries(NAMES.map((name) => [name, undefined])) }),
  ]);
  const proxies = listOf(settings.GOPROXY);
  const database = databaseUrl(settings.GOSUMDB);
  const urls = [
    ...proxies.map((url) => ({ url, isConfigured: settings.GOPROXY !== own.GOPROXY })),
    ...(database === undefined ? [] : [{ url: database, isConfigured: settings.GOSUMDB !== own.GOSUMDB }]),
  ];
  const changed = NAMES.filter((name) => settings[name] !== undefined && settings[name] !== own[name]);
  return {
    urls,
    variables: Object.fromEntries(changed.map((name) => [name, withoutPasswords(settings[name] ?? '')])),
  };
}

type GoSettings = Partial<Record<(typeof NAMES)[number], string>>;

async function readSettings(
  tools: EcosystemTools,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<GoSettings> {
  const answer = await tools.ask({ program: 'go', args: ['env', '-json', ...NAMES], env });
  try {
    // `go env` prints one text for each name.
    return JSON.parse(answer?.stdout ?? '{}') as GoSettings;
  } catch {
    // An error instead: then nothing is known.
    return {};
  }
}

function listOf(proxies = ''): string[] {
  return proxies.split(/[,|]/).filter((one) => publicUrl(one) !== undefined);
}

/** `name`, `name+key` or `name+key url`; `off` is none. */
function databaseUrl(database = ''): string | undefined {
  const [name = '', url] = database.trim().split(/\s+/);
  if (name === '' || name === 'off') return undefined;
  return url ?? `https://${name.split('+', 1)[0]}`;
}

function withoutPasswords(text: string): string {
  return text
    .split(/([,|\s])/)
    .map((part) => (part.includes('@') ? (publicUrl(part) ?? part) : part))
    .join('');
}
