import type { EcosystemFacts, EcosystemTools } from './ecosystem-hosts.js';
import { publicUrl } from './urls.js';

/** Settings without which npm cannot reach a mirror; those with a password are not among them. */
const KEPT = /^(?:registry|@[^:\s]+:registry|cafile)$/;

/** The registries of npm, those of scopes included. */
export async function npmFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const [effective, own] = await Promise.all([
    readConfig(tools),
    readConfig(tools, {
      // Files that are not there: npm refuses one file for both.
      npm_config_userconfig: 'no-user.npmrc',
      npm_config_globalconfig: 'no-global.npmrc',
      npm_config_registry: undefined,
      NPM_CONFIG_REGISTRY: undefined,
    }),
  ]);
  const registries = [...effective].filter(([name]) => name === 'registry' || name.endsWith(':registry'));
  const urls = registries.map(([, url]) => ({ url, isConfigured: url !== own.get('registry') }));
  const lines = [...effective].filter(([name, value]) => KEPT.test(name) && value !== own.get(name));
  const text = lines.map(([name, value]) => `${name}=${value}\n`).join('');
  return { urls, files: text === '' ? [] : [{ path: '.npmrc', text }] };
}

async function readConfig(
  tools: EcosystemTools,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Map<string, string>> {
  const answer = await tools.ask({ program: 'npm', args: ['config', 'list', '--json'], env });
  const settings = new Map<string, string>();
  try {
    for (const [name, value] of Object.entries(JSON.parse(answer?.stdout ?? '{}') as object)) {
      const shown = /registry$/.test(name) ? publicUrl(String(value)) : String(value ?? '');
      if (KEPT.test(name) && shown !== undefined && shown !== '' && !/[\r\n]/.test(shown))
        settings.set(name, shown);
    }
  } catch {
    // It printed an error: then nothing is known.
  }
  return settings;
}
