import {
  BUILD_PHASES,
  describeIssue,
  installFields,
  type WorkerInstall,
} from '@rbee/worker-catalog/operations';
import { InvalidArgumentError } from 'commander';

/** Names of ecosystems or hosts by phase. */
export type Network = Exclude<WorkerInstall['network'], boolean | undefined>;

/** What stands for the ecosystems and hosts that the plan lists for a phase. */
const PLANNED = 'planned';

/** `prepare,build` as those phases with what is planned for them; `prepare=cargo` with a name of an ecosystem or host. */
export function parsePhases(text: string): Network {
  const network: Partial<Record<string, string[]>> = {};
  for (const part of text.split(',')) {
    const [phase = '', ...names] = part.split('=');
    network[phase] = [...(network[phase] ?? []), ...(names.length === 0 ? [PLANNED] : [names.join('=')])];
  }
  if (installFields.network.safeParse(network).success) return network;
  throw new InvalidArgumentError(
    `Give phases, as in --network prepare or --network prepare,build=cargo; the phases are ${BUILD_PHASES.join(', ')}. For every public host in every phase, write --network as the last option.`,
  );
}

/** What may be reached in which phase: further hosts are for the phases that were named, else for all. */
export function networkOf(network: true | Network | undefined, hosts: readonly string[] = []) {
  if (network === true) return true;
  const phases = network ?? Object.fromEntries(BUILD_PHASES.map((phase) => [phase, []]));
  return Object.fromEntries(
    Object.entries(phases).map(([phase, names = []]) => [phase, [...new Set([...names, ...hosts])]]),
  );
}

/** Of an option that may be given several times: `NAME=VALUE`. */
export function collectVariables(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  const variables = name === undefined || value === undefined ? undefined : { ...earlier, [name]: value };
  if (name === undefined || variables === undefined)
    throw new InvalidArgumentError('Give a variable, as in --env CUDAARCHS=89.');
  const read = installFields.env.safeParse(variables);
  if (read.success) return variables;
  throw new InvalidArgumentError(`${JSON.stringify(name)} ${describeIssue(read.error).problem}.`);
}
