import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** What a browser shows may take a while on a machine with other work. */
export default mergeConfig(base, { test: { expect: { poll: { timeout: 10_000 } } } });
