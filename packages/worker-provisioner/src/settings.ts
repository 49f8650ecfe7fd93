export type { BuildSettings } from './options/build-options.js';
export { buildSettingsShape } from './options/build-options.js';
export { provisionSettingsShape } from './options/provision-options.js';
export { ownRecipeOf } from './verdict/own-recipe.js';
