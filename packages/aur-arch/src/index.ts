export { detectHost } from './detect-host.js';
export type { ArchErrorCode } from './errors.js';
export { ArchError, isArchError } from './errors.js';
export { planRecipe } from './plan-recipe.js';
export type { Host, HostFacts, OperatingSystem, PlannedSource, RecipePlan } from './types.js';
