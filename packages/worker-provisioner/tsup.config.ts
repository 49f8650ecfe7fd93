import { definePackage } from '../../tsup.base.js';

export default definePackage({
  entry: ['src/index.ts', 'src/settings.ts', 'src/exchange/index.ts'],
  loader: { '.bash': 'text' },
});
