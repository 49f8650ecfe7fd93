import type { Machine } from '../machine/machine.js';
import type { Need } from './types.js';

/** What package managers take for a package's name; anything else of a recipe is not put into a command. */
const PACKAGE_NAME = /^[a-z\d@][\w@.+-]*$/i;

/** What brings the parts of macOS that are not there from the start: compiler, make, git. */
const COMMAND_LINE_TOOLS = 'xcode-select --install';

/** The one command that brings what is missing, as far as packages are known. */
export function installCommandFor(missing: readonly Need[], machine: Machine): string | undefined {
  const packages = new Set(
    missing.flatMap((need) => need.packages).filter((name) => PACKAGE_NAME.test(name)),
  );
  const commands = [];
  if (machine.host.os === 'macos' && missing.some(({ ofSystem }) => ofSystem))
    commands.push(COMMAND_LINE_TOOLS);
  if (packages.size > 0 && machine.installCommand !== undefined)
    commands.push([...machine.installCommand, ...packages].join(' '));
  return commands.length === 0 ? undefined : commands.join(' && ');
}
