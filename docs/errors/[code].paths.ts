import { fileURLToPath } from 'node:url';
import { readCodes } from '../.vitepress/errors/read-codes.js';
import { renderCode, renderIndex } from '../.vitepress/errors/render-code.js';

/** One page each code, and the list. */
export default {
  paths() {
    const codes = readCodes(fileURLToPath(new URL('../..', import.meta.url)));
    return [
      { params: { code: 'index' }, content: renderIndex(codes) },
      ...codes.map((code) => ({ params: { code: code.code }, content: renderCode(code) })),
    ];
  },
};
