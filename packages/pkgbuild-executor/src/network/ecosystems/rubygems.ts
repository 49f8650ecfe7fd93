import type { EcosystemFacts, EcosystemTools } from './ecosystem-hosts.js';
import { publicUrl, urlsIn } from './urls.js';

/** The sources of gem and the mirrors of bundler. */
export async function rubygemsFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  const [sources, own, mirrors] = await Promise.all([
    askUrls(tools, 'gem', ['sources', '--list']),
    askUrls(tools, 'gem', ['sources', '--list', '--norc']),
    askUrls(tools, 'bundle', ['config', 'list', '--parseable']),
  ]);
  const urls = [...sources, ...mirrors].map((url) => ({ url, isConfigured: !own.includes(url) }));
  const configured = sources.filter((url) => !own.includes(url));
  if (configured.length === 0) return { urls };
  return {
    urls,
    files: [{ path: '.gemrc', text: `:sources:\n${configured.map((url) => `- ${url}\n`).join('')}` }],
  };
}

async function askUrls(tools: EcosystemTools, program: string, args: readonly string[]): Promise<string[]> {
  const answer = await tools.ask({ program, args });
  return urlsIn(answer?.stdout ?? '').flatMap((url) => publicUrl(url) ?? []);
}
