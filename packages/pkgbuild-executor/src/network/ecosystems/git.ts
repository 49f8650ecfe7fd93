import type { EcosystemFacts, EcosystemTools } from './ecosystem-hosts.js';
import { publicUrl } from './urls.js';

/** Most rewritten addresses. */
const MAX_REWRITES = 50;

/** The mirrors that git asks instead of other hosts (`url.<base>.insteadOf`). Which other hosts it asks, the recipe says. */
export async function gitFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const answer = await tools.ask({
    program: 'git',
    args: ['config', '--null', '--get-regexp', '^url\\..*\\.insteadof$'],
  });
  const rewrites = (answer?.stdout ?? '')
    .split('\0')
    .flatMap((entry): { base: string; instead: string }[] => {
      const [, base = '', instead = ''] = /^url\.([\s\S]*)\.insteadof\n([\s\S]*)$/.exec(entry) ?? [];
      const shown = publicUrl(base);
      return shown === undefined ? [] : [{ base: shown, instead }];
    })
    .slice(0, MAX_REWRITES);
  const pairs = rewrites.flatMap(({ base, instead }, index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, `url.${base}.insteadOf`],
    [`GIT_CONFIG_VALUE_${index}`, instead],
  ]);
  const count: [string, string][] =
    rewrites.length === 0 ? [] : [['GIT_CONFIG_COUNT', String(rewrites.length)]];
  return {
    urls: rewrites.map(({ base }) => ({ url: base, isConfigured: true })),
    variables: Object.fromEntries([...count, ...pairs]),
  };
}
