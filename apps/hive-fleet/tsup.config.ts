import { definePackage } from '../../tsup.base.js';

export default definePackage({ entry: ['src/index.ts', 'src/errors.ts', 'src/member.ts'] });
