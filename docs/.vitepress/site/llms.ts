import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Site {
  readonly srcDir: string;
  readonly outDir: string;
  /** Where the site is served: `/`. */
  readonly base: string;
  /** Paths of the sources of all pages, relative to `srcDir`. */
  readonly pages: readonly string[];
}

interface PageText {
  readonly path: string;
  readonly title: string;
  readonly text: string;
}

/** Writes `llms.txt`, which lists the pages with a line each, and `llms-full.txt`, which is all of them but reference and errors. */
export async function writeLlmsTexts({ srcDir, outDir, base, pages }: Site): Promise<void> {
  const texts: PageText[] = [];
  for (const page of pages.filter((one) => !/^(?:errors|decisions)\//.test(one)).sort())
    texts.push(await readPage(srcDir, page));
  await writeFile(path.join(outDir, 'llms.txt'), renderList(base, texts));
  const guides = texts.filter((page) => !page.path.startsWith('reference/'));
  await writeFile(
    path.join(outDir, 'llms-full.txt'),
    guides.map(({ text }) => text.trim()).join('\n\n---\n\n'),
  );
}

async function readPage(srcDir: string, page: string): Promise<PageText> {
  const text = (await readFile(path.join(srcDir, page), 'utf8')).replace(/^---\n[\s\S]*?\n---\n/, '');
  const title = /^# (.+)$/m.exec(text)?.[1] ?? page;
  return { path: page.replace(/(?:README|index)\.md$/, '').replace(/\.md$/, '.html'), title, text };
}

function renderList(base: string, pages: readonly PageText[]): string {
  const lines = pages.map(
    ({ path: place, title, text }) => `- [${title}](${base}${place}): ${firstSentence(text)}`,
  );
  return `# rbee workers

> Install inference workers (LLM, image and speech server programs) from PKGBUILDs, keep track of them, and talk to the models they serve.

## Pages

${lines.join('\n')}
- [Error codes](${base}errors/): each has a page at ${base}errors/CODE.html with what it means, why it happens and what to do.
`;
}

/** The first sentence below the title. */
function firstSentence(text: string): string {
  const paragraph = text
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .find((block) => /^[A-Z`*[]/.test(block));
  const line = (paragraph ?? '').replace(/\s+/g, ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return /^.*?[.:](?= |$)/.exec(line)?.[0] ?? line;
}
