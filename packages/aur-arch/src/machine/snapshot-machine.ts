import { needTable } from '../needs/table/need-table.js';
import type { Host } from '../types.js';
import type { Finding, Machine, MachineFacts, PackageFamily, Probe, SignalOption } from './machine.js';
import { probeText } from './machine.js';
import { INSTALL_COMMANDS } from './package-families.js';

/** A machine in writing: what it is and all that it has. */
export interface MachineSnapshot {
  /** As a sentence needs it: `a bare Debian 13`. */
  readonly name: string;
  readonly host: Host;
  /** @default none */
  readonly family?: PackageFamily | undefined;
  /**
   * What it has, one probe an entry, with a version after a blank where it is known: `command:git 2.47.2`. A library
   * with a version in its name is there without it too.
   */
  readonly has: readonly string[];
  /** What a recipe may ask while it is read, the programs aside: they follow from `has`. @default only the architecture */
  readonly facts?: Omit<MachineFacts, 'commands'> | undefined;
}

/**
 * A machine that is not this one, to plan for: it has what the snapshot says, and nothing else.
 *
 * @example
 * const machine = createSnapshotMachine(BARE_MACHINES.debian);
 */
export function createSnapshotMachine(snapshot: MachineSnapshot): Machine {
  const { name, host, family } = snapshot;
  const found = new Map(
    snapshot.has.flatMap(findingsOf).map((finding) => [probeText(finding.probe), finding]),
  );
  return {
    name,
    host,
    family,
    installCommand: family === undefined ? undefined : INSTALL_COMMANDS[family],
    async find(probes: readonly Probe[], { signal }: SignalOption = {}) {
      signal?.throwIfAborted();
      const texts = probes.map(probeText);
      return new Map(texts.flatMap((text) => entryOf(text, found)));
    },
    async readFacts({ signal }: SignalOption = {}) {
      signal?.throwIfAborted();
      return { carch: host.architecture, ...snapshot.facts, commands: programsOf(found) };
    },
  };
}

function entryOf(text: string, found: ReadonlyMap<string, Finding>): (readonly [string, Finding])[] {
  const finding = found.get(text);
  return finding === undefined ? [] : [[text, finding]];
}

function findingsOf(entry: string): Finding[] {
  const [text = '', version] = entry.split(' ');
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon) as Probe['kind'];
  const name = text.slice(colon + 1);
  const names = kind === 'library' ? [name, name.replace(/\.so\..*$/, '.so')] : [name];
  return names.map((of) => ({ probe: { kind, name: of }, ...(version !== undefined && { version }) }));
}

/** Of the programs that it does not list, those count as missing that the table knows: it does not list `ls`. */
function programsOf(found: ReadonlyMap<string, Finding>): NonNullable<MachineFacts['commands']> {
  return (name) => {
    if (found.has(probeText({ kind: 'command', name }))) return `/usr/bin/${name}`;
    return knownCommands().has(name) ? false : undefined;
  };
}

let known: ReadonlySet<string> | undefined;

function knownCommands(): ReadonlySet<string> {
  known ??= new Set(
    [...needTable().values()].flatMap(({ run, build }) =>
      [...run, ...build].flat().flatMap(({ kind, name }) => (kind === 'command' ? [name] : [])),
    ),
  );
  return known;
}
