import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** What runs under a load of its own is in `vitest.load.config.ts`. */
export default mergeConfig(base, { test: { exclude: ['test/load/**'] } });
