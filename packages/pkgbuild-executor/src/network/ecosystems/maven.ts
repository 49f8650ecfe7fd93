import path from 'node:path';
import type { EcosystemFacts, EcosystemTools } from './ecosystem-hosts.js';
import { publicUrl } from './urls.js';

/** The mirrors and repositories of Maven's `settings.xml`. Without one its hosts are not known. */
export async function mavenFacts(tools: EcosystemTools): Promise<EcosystemFacts> {
  if (tools.homeDir === undefined) return { urls: [] };
  const text = (await tools.readText(path.join(tools.homeDir, '.m2/settings.xml'))) ?? '';
  const mirrors = [...text.matchAll(/<mirror>([\s\S]*?)<\/mirror>/g)].flatMap(([, body = '']) => {
    const url = publicUrl(elementOf(body, 'url'));
    return url === undefined ? [] : [{ url, mirrorOf: elementOf(body, 'mirrorOf') || '*' }];
  });
  if (mirrors.length === 0) return { urls: [] };
  return {
    urls: mirrors.map(({ url }) => ({ url, isConfigured: true })),
    files: [{ path: '.m2/settings.xml', text: settingsText(mirrors) }],
  };
}

function elementOf(body: string, name: string): string {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(body)?.[1] ?? '';
}

function settingsText(mirrors: readonly { readonly url: string; readonly mirrorOf: string }[]): string {
  const entries = mirrors.map(
    ({ url, mirrorOf }, index) =>
      `<mirror><id>mirror-${index}</id><url>${escaped(url)}</url><mirrorOf>${escaped(mirrorOf)}</mirrorOf></mirror>`,
  );
  return `<settings><mirrors>${entries.join('')}</mirrors></settings>\n`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
