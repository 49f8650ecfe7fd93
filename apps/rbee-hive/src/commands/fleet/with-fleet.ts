import path from 'node:path';
import { Option } from 'commander';
import type { FleetAdmin, FleetFolder } from 'rbee-hive-fleet';

/** Flags of every command of who runs a fleet. */
export interface FleetFlags {
  /** Its folder. */
  readonly fleet: string;
}

/** Names the fleet's folder. */
export function fleetOption(): Option {
  return new Option('--fleet <folder>', "the fleet's folder").default('.', 'the current folder');
}

export function folderOf({ fleet }: FleetFlags): string {
  return path.resolve(fleet);
}

/** Opens a fleet for one command. @throws FleetError */
export async function withFleet<T>(
  flags: FleetFlags,
  work: (admin: FleetAdmin, folder: FleetFolder) => Promise<T>,
): Promise<T> {
  const { openFleetAdmin, openFleetFolder } = await import('rbee-hive-fleet');
  const folder = await openFleetFolder(folderOf(flags));
  const admin = await openFleetAdmin(folder);
  try {
    return await work(admin, folder);
  } finally {
    await admin.close();
  }
}
