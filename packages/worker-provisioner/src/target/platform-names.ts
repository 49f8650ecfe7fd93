import type { Platform } from '@rbee/artifact-catalog';
import type { OperatingSystem } from '@rbee/aur-arch';

/** Operating systems as the catalog writes them. */
export const PLATFORM_NAMES: Readonly<Record<OperatingSystem, Platform>> = {
  linux: 'Linux',
  macos: 'MacOS',
  windows: 'Windows',
};
