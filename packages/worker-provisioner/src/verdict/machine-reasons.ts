import { type HardwareSnapshot, machineChanges, machineFacts } from '@rbee-internal/hardware';
import { showForeign } from '@rbee-internal/redact-url';
import type { InstalledFacts } from './verdict-facts.js';
import type { VerdictReason } from './verdict-schema.js';

/** What of the machine is another than when a worker was installed: driver, card, C library, toolkit. */
export function machineReasons(
  { machine, backend }: InstalledFacts,
  hardware: HardwareSnapshot | undefined,
): readonly VerdictReason[] {
  if (machine === undefined || hardware === undefined) return [];
  return machineChanges(machine, machineFacts(hardware, backend)).map(({ name, before, now }) => {
    const change = now === undefined ? `went away: it was ${before}` : `changed from ${before} to ${now}`;
    return {
      code: 'MACHINE_CHANGED',
      missing: 'fact',
      weight: 'advice',
      message: `Since it was installed, ${name} ${showForeign(change)}.`,
      remedy: 'If it does not work any more, build it again.',
      action: { type: 'install-with', settings: { force: true } },
    };
  });
}
