import type { Host } from '@rbee/aur-arch';
import { ProvisionError } from '../errors.js';
import type { ProvisionContext } from '../options/provisioner-options.js';

/** The machine that is planned for: the one whose hardware was passed, else this one. */
export function targetOf({ hardware, host }: Pick<ProvisionContext, 'hardware' | 'host'>): Host {
  return hardware === undefined ? host : { os: hardware.os.value, architecture: hardware.architecture.value };
}

/**
 * The machine that is installed for, which is the one that is planned for and must be this one.
 *
 * @throws ProvisionError `PLATFORM_UNSUPPORTED`, `ARCHITECTURE_UNSUPPORTED`
 */
export function requireTargetHere(context: Pick<ProvisionContext, 'hardware' | 'host'>): Host {
  const target = targetOf(context);
  const { os, architecture } = context.host;
  if (target.os !== os) throw notHere('PLATFORM_UNSUPPORTED', target.os, os);
  if (target.architecture !== architecture && !isTranslated(target, context.host))
    throw notHere('ARCHITECTURE_UNSUPPORTED', target.architecture, architecture);
  return target;
}

/** A process that Rosetta translates takes a Mac for another than it is. */
function isTranslated(target: Host, { os, architecture }: Host): boolean {
  return os === 'macos' && architecture === 'x86_64' && target.architecture === 'aarch64';
}

function notHere(
  code: 'PLATFORM_UNSUPPORTED' | 'ARCHITECTURE_UNSUPPORTED',
  wanted: string,
  here: string,
): ProvisionError {
  return new ProvisionError({
    code,
    message: `The hardware that was passed is ${wanted}, and this machine is ${here}: nothing can be installed for it here.`,
    hint: 'Only plan for the other machine, and install there.',
  });
}
