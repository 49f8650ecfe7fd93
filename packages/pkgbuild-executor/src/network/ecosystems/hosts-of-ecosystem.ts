import { ExecuteError } from '../../errors.js';
import { ECOSYSTEMS, type Ecosystem } from '../types.js';
import { cargoFacts } from './cargo.js';
import type { EcosystemFacts, EcosystemHosts, EcosystemOptions, EcosystemTools } from './ecosystem-hosts.js';
import { openEcosystemTools } from './ecosystem-tools.js';
import { gitFacts } from './git.js';
import { goFacts } from './go.js';
import { mavenFacts } from './maven.js';
import { npmFacts } from './npm.js';
import { pipFacts } from './pip.js';
import { rubygemsFacts } from './rubygems.js';
import { hostOfUrl } from './urls.js';

const FACTS: Readonly<Record<Ecosystem, (tools: EcosystemTools) => Promise<EcosystemFacts>>> = {
  cargo: cargoFacts,
  npm: npmFacts,
  pip: pipFacts,
  go: goFacts,
  git: gitFacts,
  maven: mavenFacts,
  rubygems: rubygemsFacts,
};

/** Whether a name of {@link NetworkByPhase} is that of an ecosystem, and not a host. */
export function isEcosystem(name: string): name is Ecosystem {
  return ECOSYSTEMS.some((ecosystem) => ecosystem === name);
}

/**
 * Finds out which servers the tool of an ecosystem asks on this machine, from its own configuration: a mirror counts, and
 * no host is known beforehand. The tools themselves are run to say it, and the index of a registry is fetched where it
 * names further servers. Passwords and tokens are left out.
 *
 * @throws ExecuteError `INVALID_OPTION` for a name that is not an {@link Ecosystem}; the signal's reason when it was
 *   aborted; a system error when no temporary folder can be made
 * @example
 * ```ts
 * const { hosts, mirrors } = await hostsOfEcosystem('cargo', { env: process.env });
 * ```
 */
export async function hostsOfEcosystem(name: Ecosystem, options: EcosystemOptions): Promise<EcosystemHosts> {
  options.signal?.throwIfAborted();
  if (!isEcosystem(name)) throw unknownEcosystem(name);
  const tools = await openEcosystemTools(options);
  try {
    const { urls, variables = {}, files = [] } = await FACTS[name](tools);
    options.signal?.throwIfAborted();
    const found = urls.map(({ url, isConfigured }) => ({ host: hostOfUrl(url), isConfigured }));
    const hosts = found.flatMap(({ host }) => host ?? []);
    const mirrors = found.flatMap(({ host, isConfigured }) => (isConfigured ? (host ?? []) : []));
    return { ecosystem: name, hosts: [...new Set(hosts)], mirrors: [...new Set(mirrors)], variables, files };
  } finally {
    await tools.close();
  }
}

function unknownEcosystem(name: string): ExecuteError {
  return new ExecuteError({
    code: 'INVALID_OPTION',
    message: `${JSON.stringify(name)} is not the name of an ecosystem: there are ${ECOSYSTEMS.join(', ')}`,
  });
}
