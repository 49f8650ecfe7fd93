import { ALL_PHASES, type Phase } from '../phases/phase.js';
import { hostOfUrl, urlsIn } from './ecosystems/urls.js';
import type { Ecosystem } from './types.js';

/** A command of a recipe that is known to reach the network. */
export interface NetworkUse {
  /** The phase whose function, or whose helper, has it. */
  readonly phase: Phase;
  /** Whose hosts it asks; absent for one that names its own. */
  readonly ecosystem?: Ecosystem;
  /** Hosts that the command names, as `name:port`. */
  readonly hosts: readonly string[];
  /** The command as it stands in the recipe, shortened. */
  readonly command: string;
}

interface KnownCommand {
  readonly ecosystem?: Ecosystem;
  readonly pattern: RegExp;
  /** What keeps it from the network, in its own line. */
  readonly offline?: RegExp;
  /** What keeps it from the network, anywhere in the function. */
  readonly offlineAnywhere?: RegExp;
}

/** Words before a command that are not part of it. */
const START = String.raw`(?:^|[;&|(]|\b(?:then|do|else|env|exec|command|time|sudo|nice)\s)\s*(?:\w+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'])*\s+)*`;

function command(words: string): RegExp {
  return new RegExp(`${START}(?:${words})(?=$|[\\s;&|)])`);
}

const KNOWN: readonly KnownCommand[] = [
  {
    ecosystem: 'cargo',
    pattern: command(
      String.raw`cargo\s+(?:\+\S+\s+)?(?:auditable\s+)?(?:fetch|build|install|test|run|check|rustc|vendor|update|bench|doc|clippy|cbuild|cinstall)`,
    ),
    offline: /\s--(?:offline|frozen)\b/,
    offlineAnywhere: /\bCARGO_NET_OFFLINE=(?:true|1)\b/,
  },
  {
    ecosystem: 'cargo',
    pattern: command(String.raw`(?:maturin)\s+(?:build|develop)`),
    offline: /\s--(?:offline|frozen)\b/,
  },
  {
    ecosystem: 'npm',
    pattern: command(String.raw`(?:npm|pnpm|yarn|bun)\s+(?:ci|install|i|add|exec|dlx)|yarn|npx|bunx`),
    offline: /\s--offline\b/,
    offlineAnywhere: /\bnpm_config_offline=(?:true|1)\b/i,
  },
  {
    ecosystem: 'pip',
    pattern: command(String.raw`(?:\S*python[\d.]*\"?\s+-m\s+)?pip[\d.]*\s+(?:install|download|wheel)`),
    offline: /\s--no-index\b|\s--no-build-isolation\b.*\s--no-deps\b|\s--no-deps\b.*\s--no-build-isolation\b/,
    offlineAnywhere: /\bPIP_NO_INDEX=\S/,
  },
  {
    ecosystem: 'pip',
    pattern: command(
      String.raw`uv\s+(?:sync|pip\s+(?:install|sync)|add|run|build|tool\s+install)|poetry\s+install|pipx\s+install`,
    ),
    offline: /\s--offline\b/,
    offlineAnywhere: /\bUV_OFFLINE=(?:true|1)\b/,
  },
  {
    ecosystem: 'pip',
    pattern: command(String.raw`\S*python[\d.]*\"?\s+-m\s+build`),
    offline: /\s(?:-\w*n\w*|--no-isolation)\b/,
  },
  {
    ecosystem: 'go',
    pattern: command(
      String.raw`go\s+(?:build|install|test|get|generate|run|vet|mod\s+(?:download|vendor|tidy))`,
    ),
    offline: /\s-mod[= ]vendor\b/,
    offlineAnywhere: /\bGOPROXY=off\b|\bGOFLAGS=\S*-mod=vendor\b/,
  },
  {
    ecosystem: 'git',
    pattern: command(
      String.raw`git\s+(?:-[Cc]\s+\S+\s+|--\S+\s+)*(?:clone|fetch|pull|ls-remote|submodule\s+(?:\S+\s+)*update)`,
    ),
    offline:
      /\bprotocol\.file\.allow=always\b|\sfile:\/\/|\s(?:\.{0,2}\/|"?\$\{?(?:srcdir|startdir|SRCDEST)\b)/,
  },
  {
    ecosystem: 'git',
    pattern: /\bFetchContent|-DCPM_|\bCPM_SOURCE_CACHE=/,
    offline: /FETCHCONTENT_FULLY_DISCONNECTED=(?:ON|1|TRUE)/i,
  },
  {
    ecosystem: 'maven',
    pattern: command(String.raw`(?:\./)?mvnw?\s|mvn|gradle|\./gradlew`),
    offline: /\s(?:-\w*o\b|--offline)/,
  },
  {
    ecosystem: 'rubygems',
    pattern: command(String.raw`gem\s+install|bundle\s+(?:install|update)`),
    offline: /\s--local\b/,
  },
  { pattern: command('curl|wget|aria2c') },
  { ecosystem: 'pip', pattern: command(String.raw`(?:hf|huggingface-cli)\s+download`) },
];

/** Characters of a command that is shown. */
const MAX_COMMAND = 120;

/** Characters of a function that are read. */
const MAX_TEXT = 262_144;

/** How far helper functions are followed. */
const MAX_HELPERS = 50;

/**
 * Finds commands in the functions of a recipe that reach the network: those of cargo, npm, pip, go, git, cmake's
 * FetchContent, Maven and gem, and downloads by curl and wget. It reads text, so what a program does by itself is not
 * found, and an option in a variable is not seen. Functions that a phase's function names are read too.
 *
 * @param functions each function's definition as it stands in the file, by its name
 * @example
 * ```ts
 * recogniseNetworkUse(new Map([['build', 'build() { cargo build --release; }']]));
 * // [{ phase: 'build', ecosystem: 'cargo', hosts: [], command: 'cargo build --release' }]
 * ```
 */
export function recogniseNetworkUse(functions: ReadonlyMap<string, string>): readonly NetworkUse[] {
  const uses: NetworkUse[] = [];
  for (const [name, text] of functions) {
    const phase = phaseOf(name);
    if (phase === undefined) continue;
    for (const part of [text, ...helpersOf(text, functions)]) uses.push(...usesIn(phase, part));
  }
  const seen = new Set<string>();
  return uses
    .filter((use) => {
      const key = JSON.stringify(use);
      return !seen.has(key) && seen.add(key);
    })
    .sort((one, other) => ALL_PHASES.indexOf(one.phase) - ALL_PHASES.indexOf(other.phase));
}

function phaseOf(name: string): Phase | undefined {
  if (name === 'package' || name.startsWith('package_')) return 'package';
  return ALL_PHASES.find((phase) => phase === name);
}

/** The texts of functions that a text names, and of those that they name. */
function helpersOf(text: string, functions: ReadonlyMap<string, string>): string[] {
  const found = new Map<string, string>();
  const pending = [text];
  for (let part = pending.pop(); part !== undefined && found.size < MAX_HELPERS; part = pending.pop()) {
    const words = new Set(part.slice(0, MAX_TEXT).split(/[^\w.+-]+/));
    for (const [name, body] of functions) {
      if (body === text || found.has(name) || phaseOf(name) !== undefined || !words.has(name)) continue;
      found.set(name, body);
      pending.push(body);
    }
  }
  return [...found.values()];
}

function usesIn(phase: Phase, text: string): NetworkUse[] {
  const lines = linesOf(text);
  const whole = lines.join('\n');
  return lines.flatMap((line) => {
    const known = KNOWN.find(
      ({ pattern, offline, offlineAnywhere }) =>
        pattern.test(line) && offline?.test(line) !== true && offlineAnywhere?.test(whole) !== true,
    );
    if (known === undefined) return [];
    const hosts = urlsIn(line).flatMap((url) => hostOfUrl(url) ?? []);
    const { ecosystem } = known;
    return [
      {
        phase,
        ...(ecosystem === undefined ? {} : { ecosystem }),
        hosts: [...new Set(hosts)],
        command: shortened(line),
      },
    ];
  });
}

/** The commands of a function, one a line: continued lines joined, comments and the function's own name left out. */
function linesOf(text: string): string[] {
  return text
    .slice(0, MAX_TEXT)
    .replace(/\\\n\s*/g, ' ')
    .replace(/^[^\n{(]*\(\)\s*[{(]/, '')
    .replace(/[})]\s*$/, '')
    .split(/\n|;(?=\s)|&&|\|\|/)
    .map((line) =>
      line
        .replace(/(?:^|\s)#.*$/, '')
        .trim()
        .replace(/\s+/g, ' '),
    )
    .filter((line) => line !== '');
}

function shortened(line: string): string {
  return line.length <= MAX_COMMAND ? line : `${line.slice(0, MAX_COMMAND - 1)}…`;
}
