import type { DefaultTheme } from 'vitepress';

/** Every page, in the order in which one would read them. */
export const SIDEBAR: DefaultTheme.SidebarItem[] = [
  {
    text: 'Use it',
    items: [
      { text: 'Start', link: '/' },
      { text: 'Install your first worker', link: '/first-worker' },
      { text: 'Run a hive at home', link: '/home' },
      { text: 'Many machines', link: '/fleet' },
      { text: 'Daily use, beside others', link: '/daily-use' },
      { text: 'The shelf', link: '/shelf' },
      { text: 'What runs where', link: '/support' },
    ],
  },
  {
    text: 'Offer workers',
    items: [
      { text: 'Write a recipe for a worker', link: '/write-a-recipe' },
      { text: 'Run a registry', link: '/run-a-registry' },
      { text: 'Run your own store', link: '/run-a-store' },
      { text: 'Provenance', link: '/provenance' },
      { text: 'Judge a PKGBUILD here', link: '/judge' },
    ],
  },
  {
    text: 'Build on it',
    items: [
      { text: 'Embed the catalog', link: '/embed' },
      { text: 'Vendors', link: '/vendors' },
      { text: 'A catalog of your own', link: '/own-catalog' },
      { text: 'The parser alone', link: '/parser' },
      { text: 'Fetch sources', link: '/fetch' },
      { text: 'Examples', link: '/examples' },
    ],
  },
  {
    text: 'Look up',
    items: [
      { text: 'Security promises', link: '/security' },
      { text: 'Error codes', link: '/errors/' },
      { text: 'Differences from makepkg', link: '/makepkg' },
      { text: 'The hive in detail', link: '/hive' },
      { text: 'The registry in detail', link: '/registry' },
      { text: 'How sources are fetched', link: '/sources' },
      { text: 'The catalog on disk', link: '/artifact-catalog' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Glossary', link: '/glossary' },
      { text: 'Architecture', link: '/architecture' },
    ],
  },
];
