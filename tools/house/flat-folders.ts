import path from 'node:path';
import type { Rule } from './rule.js';

const MAX_FILES = 20;
const COUNTED = /^(?:(?:packages|apps|internal)\/[^/]+\/(?:src|test)|tools)(?:\/|$)/;

/** A folder reads as a table of contents: with more than about twenty files it needs folders named for concepts. */
export const flatFolders: Rule = {
  name: 'flat-folders',
  find({ files }) {
    const counts = new Map<string, number>();
    for (const file of files.filter((name) => /\.(?:tsx?|mjs|cjs|bash|css)$/.test(name))) {
      const folder = path.dirname(file);
      if (COUNTED.test(folder)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
    return [...counts]
      .filter(([, count]) => count > MAX_FILES)
      .map(([folder, count]) => ({
        path: folder,
        text: `has ${count} files; at most ${MAX_FILES}: group them into folders named for concepts.`,
      }));
  },
};
