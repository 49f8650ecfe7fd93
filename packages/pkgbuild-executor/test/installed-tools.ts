import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** Debian's packages for the programs that tests use as authorities, beyond what every machine has. */
export const TOOL_PACKAGES = {
  makepkg: 'makepkg',
  pacman: 'pacman-package-manager',
  fakeroot: 'fakeroot',
  bwrap: 'bubblewrap',
  shellcheck: 'shellcheck',
  strip: 'binutils',
} as const;

export type Tool = keyof typeof TOOL_PACKAGES;

/** Runs a tool to its end. */
export function runTool(tool: Tool | 'readelf', args: readonly string[], options: SpawnSyncOptions = {}) {
  const { status, stdout, stderr } = spawnSync(tool, [...args], options);
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** Those of the tools that this machine has. */
function installed<T extends Tool>(...tools: readonly T[]): T[] {
  return tools.filter((tool) => spawnSync('bash', ['-c', `type -P ${tool}`]).status === 0);
}

/** Those of the tools that it lacks. */
export function missingTools(): Tool[] {
  const tools = Object.keys(TOOL_PACKAGES) as Tool[];
  const found = new Set(installed(...tools));
  return tools.filter((tool) => !found.has(tool));
}
