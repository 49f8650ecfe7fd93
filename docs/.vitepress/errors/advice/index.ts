import { BUILD_ADVICE } from './build-advice.js';
import { CATALOG_ADVICE } from './catalog-advice.js';
import { COMMAND_ADVICE } from './command-advice.js';
import { DAEMON_ADVICE } from './daemon-advice.js';
import { FLEET_ADVICE } from './fleet-advice.js';
import { RECIPE_ADVICE } from './recipe-advice.js';
import { SOURCE_ADVICE } from './source-advice.js';
import type { AdviceByCode } from './types.js';
import { WORKER_ADVICE } from './worker-advice.js';

/** What the pages of error codes say beside the docstrings. */
export const ADVICE: AdviceByCode = {
  ...COMMAND_ADVICE,
  ...DAEMON_ADVICE,
  ...FLEET_ADVICE,
  ...RECIPE_ADVICE,
  ...SOURCE_ADVICE,
  ...BUILD_ADVICE,
  ...CATALOG_ADVICE,
  ...WORKER_ADVICE,
};
