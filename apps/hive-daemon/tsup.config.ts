import { definePackage } from '../../tsup.base.js';

export default definePackage({
  entry: ['src/index.ts', 'src/access/index.ts', 'src/access/record-file.ts', 'src/api.ts', 'src/local.ts'],
});
