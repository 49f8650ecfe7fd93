import type { HardwareSnapshot } from '@rbee/worker-catalog';
import type { CommandContext } from '../../context.js';
import { type AddCommand, command } from '../command.js';

export const addHardware: AddCommand = (program, run) => {
  command(program, {
    name: 'hardware',
    description: "print what is known of this machine's hardware, as JSON",
    examples: [['hardware', 'saved to a file, it is for: rbee-hive explain --as FILE']],
  }).action(() => run(hardware));
};

/** Prints what is known of this machine's hardware as JSON, which `--as` reads. */
async function hardware({ openView, print, signal }: CommandContext): Promise<HardwareSnapshot> {
  const catalog = await openView();
  const snapshot = await catalog.hardware({ signal });
  print(JSON.stringify(snapshot, null, 2));
  return snapshot;
}
