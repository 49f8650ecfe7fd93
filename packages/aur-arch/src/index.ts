export type { ArchErrorCode } from './errors.js';
export { ArchError, isArchError } from './errors.js';
export { BARE_MACHINES } from './machine/bare-machines.js';
export { detectHost } from './machine/detect-host.js';
export type {
  Finding,
  Machine,
  MachineFacts,
  PackageFamily,
  Probe,
  ProbeKind,
  SignalOption,
} from './machine/machine.js';
export { probeText } from './machine/machine.js';
export type { OpenMachineOptions } from './machine/open-machine.js';
export { openMachine } from './machine/open-machine.js';
export { readMachineFacts } from './machine/read-machine-facts.js';
export type { MachineSnapshot } from './machine/snapshot-machine.js';
export { createSnapshotMachine } from './machine/snapshot-machine.js';
export { findNeeds } from './needs/find-needs.js';
export { packagesOfLibrary } from './needs/packages-of-library.js';
export type {
  FindNeedsOptions,
  Need,
  NeedKind,
  NeedState,
  NeedsReport,
  RecipeDependencies,
} from './needs/types.js';
export { planRecipe } from './recipe/plan-recipe.js';
export type { Host, HostFacts, OperatingSystem, PlannedSource, RecipePlan } from './types.js';
