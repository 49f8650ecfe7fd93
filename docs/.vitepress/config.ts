import { defineConfig } from 'vitepress';
import { writeLlmsTexts } from './site/llms.js';
import { keepBraces, useRepositoryLinks } from './site/markdown.js';
import { SIDEBAR } from './site/sidebar.js';

/** Everything is built into files of its own: no page asks another origin for anything. */
export default defineConfig({
  title: 'rbee workers',
  description:
    'Install inference workers from PKGBUILDs, keep track of them, and talk to the models they serve.',
  lang: 'en',
  cleanUrls: false,
  base: process.env.RBEE_DOCS_BASE ?? '/',
  srcExclude: ['**/node_modules/**', 'test/**'],
  rewrites: { 'reference/README.md': 'reference/index.md' },
  markdown: {
    config: (markdown) => {
      useRepositoryLinks(markdown);
      keepBraces(markdown);
    },
  },
  themeConfig: {
    sidebar: SIDEBAR,
    outline: [2, 3],
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/' },
      { text: 'Judge a PKGBUILD', link: '/judge' },
      { text: 'Errors', link: '/errors/' },
      { text: 'Reference', link: '/reference/' },
    ],
  },
  buildEnd: ({ srcDir, outDir, pages, site }) => writeLlmsTexts({ srcDir, outDir, base: site.base, pages }),
});
