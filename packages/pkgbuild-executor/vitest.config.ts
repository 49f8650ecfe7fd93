import { readFileSync } from 'node:fs';
import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.js';

/** Loads bash programs as text, as the build does. */
const bashAsText = {
  name: 'bash-as-text',
  enforce: 'pre',
  load(id: string) {
    return id.endsWith('.bash') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))};` : undefined;
  },
} as const;

export default mergeConfig(base, { plugins: [bashAsText] });
