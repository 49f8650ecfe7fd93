import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openTransport } from '@rbee-internal/system/transport';
import type { ResolvedNetwork, ResolvedOptions } from '../options.js';
import { ALL_PHASES, type Phase } from '../phases/phase.js';
import type { EcosystemHosts } from './ecosystems/ecosystem-hosts.js';
import { hostsOfEcosystem, isEcosystem } from './ecosystems/hosts-of-ecosystem.js';
import type { Ecosystem } from './types.js';

/** The network of a build once the hosts of ecosystems are known. */
export interface BuildHosts {
  readonly network: ResolvedNetwork;
  /** What makes the tools in the build use these hosts. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Replaces names of ecosystems by their hosts, and puts their tools' configuration into the build's home. */
export async function resolveEcosystems(
  options: ResolvedOptions,
  home: string,
): Promise<BuildHosts | undefined> {
  const { network } = options;
  if (network?.allow === undefined) return network === undefined ? undefined : { network, variables: {} };
  const named = new Set(Object.values(network.allow).flatMap((names) => (names ?? []).filter(isEcosystem)));
  const found = new Map<Ecosystem, EcosystemHosts>();
  for (const one of await Promise.all([...named].map((name) => askFor(name, options))))
    found.set(one.ecosystem, one);
  for (const { files } of found.values()) {
    for (const file of files) await writeConfiguration(path.join(home, file.path), file.text);
  }
  const mirrors = [...found.values()].flatMap((one) => one.mirrors);
  return {
    network: {
      ...network,
      allow: allowByHost(network, found),
      allowPrivate: [...network.allowPrivate, ...mirrors],
    },
    variables: Object.assign({}, ...[...found.values()].map(({ variables }) => variables)),
  };
}

async function askFor(name: Ecosystem, { env, network, signal }: ResolvedOptions): Promise<EcosystemHosts> {
  const { proxy } = network ?? {};
  const transport = network?.fetch === undefined ? openTransport({ proxy }) : undefined;
  try {
    return await hostsOfEcosystem(name, { env, fetch: network?.fetch ?? transport?.fetch, signal });
  } finally {
    await transport?.close();
  }
}

function allowByHost(
  { allow = {} }: ResolvedNetwork,
  found: ReadonlyMap<Ecosystem, EcosystemHosts>,
): Partial<Record<Phase, readonly string[]>> {
  return Object.fromEntries(
    ALL_PHASES.flatMap((phase) => {
      const names = allow[phase];
      if (names === undefined) return [];
      return [
        [phase, names.flatMap((name) => (isEcosystem(name) ? (found.get(name)?.hosts ?? []) : [name]))],
      ];
    }),
  );
}

/** The home is new, and no foreign code has run yet. Not to be changed by accident, as a tool's own configuration. */
async function writeConfiguration(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o400, flag: 'wx' });
}
