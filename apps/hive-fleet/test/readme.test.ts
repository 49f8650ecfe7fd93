import path from 'node:path';
import { testReadme } from '@rbee-internal/test-kit';

testReadme(path.resolve(import.meta.dirname, '..'));
