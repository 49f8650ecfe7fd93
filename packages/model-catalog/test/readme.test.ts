import path from 'node:path';
import { startFakeHub, testReadme, tinyGguf } from '@rbee-internal/test-kit';

/** The hub that the example pulls from. */
async function env(cwd: string): Promise<Record<string, string>> {
  const model = tinyGguf({ metadata: { 'general.file_type': { type: 'u32', value: 15 } } });
  const files = { 'Qwen3-0.6B-Q4_K_M.gguf': model };
  const hub = await startFakeHub({
    repositories: { 'Qwen/Qwen3-0.6B-GGUF': { files, license: 'apache-2.0' } },
  });
  return { HF_ENDPOINT: hub.url, XDG_CACHE_HOME: path.join(cwd, 'cache') };
}

testReadme(path.resolve(import.meta.dirname, '..'), { env });
