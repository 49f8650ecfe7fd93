import path from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const REPOSITORY = 'https://github.com/rbee-keeper/rbee-workers/tree/main';

/** Braces in a docstring are text, never an expression of Vue's. */
export function keepBraces(markdown: MarkdownRenderer): void {
  for (const name of ['text', 'code_inline'] as const) {
    const render = markdown.renderer.rules[name];
    markdown.renderer.rules[name] = (...call) =>
      (render?.(...call) ?? '').replaceAll('{{', '&#123;&#123;').replaceAll('}}', '&#125;&#125;');
  }
}

/** A link that leads out of `docs` leads to the repository: pages are read there too, and their links stay relative. */
export function useRepositoryLinks(markdown: MarkdownRenderer): void {
  const parse = markdown.parse.bind(markdown);
  markdown.parse = (source, env) => {
    const tokens = parse(source, env);
    const page: unknown = env?.relativePath;
    for (const token of tokens)
      for (const child of token.children ?? []) {
        const target = child.type === 'link_open' ? child.attrGet('href') : null;
        if (target !== null && typeof page === 'string') child.attrSet('href', repositoryLink(target, page));
      }
    return tokens;
  };
}

/** The link as the site has it. */
function repositoryLink(target: string, page: string): string {
  if (/^(?:[a-z]+:|#|\/)/i.test(target)) return target;
  const place = path.posix.join('docs', path.posix.dirname(page), target);
  return place.startsWith('docs/') ? target : `${REPOSITORY}/${place}`;
}
