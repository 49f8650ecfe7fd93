import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Rule } from './rule.js';

const MAX_LINES = 110;

/** A README says what, how to install, one example and what one must know; the rest is in `docs/reference`. */
export const shortReadmes: Rule = {
  name: 'short-readmes',
  find({ root, files }) {
    return files
      .filter((file) => /^(?:packages|apps|internal)\/[^/]+\/README\.md$/.test(file))
      .map((file) => ({ file, lines: readFileSync(path.join(root, file), 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
      .map(({ file, lines }) => ({
        path: file,
        text: `has ${lines} lines; at most ${MAX_LINES}: what is reference belongs in docstrings.`,
      }));
  },
};
