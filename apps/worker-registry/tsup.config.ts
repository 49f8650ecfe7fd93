import { definePackage, INTERNAL_SOURCES } from '../../tsup.base.js';

export default definePackage({
  entry: ['src/index.ts', 'src/app.ts', 'src/cli.ts'],
  dts: { entry: ['src/index.ts', 'src/app.ts'], compilerOptions: { paths: INTERNAL_SOURCES } },
});
