import type ts from 'typescript';
import type { Doc } from './model.js';

const NO_DOC: Doc = { text: '', examples: [], tags: [] };

/** The last docstring before a node. Of a union's member it stands before the bar, where the compiler attaches none. */
export function readDoc(node: ts.Node, from = node.getFullStart()): Doc {
  const source = node.getSourceFile();
  const text = source.text.slice(from, node.getStart(source));
  const last = [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].at(-1)?.[0];
  return last === undefined ? NO_DOC : parse(last);
}

function parse(comment: string): Doc {
  const lines = comment
    .slice(3, -2)
    .split('\n')
    // A tag may stand behind the text, on its line.
    .flatMap((line) => line.replace(/^\s*\* ?/, '').split(/(?<=[.)] )(?=@(?:default|throws)\b)/))
    .map((line) => line.trimEnd());
  const first = lines.findIndex((line) => /^\s*@\w/.test(line));
  const prose = first === -1 ? lines : lines.slice(0, first);
  const tags = first === -1 ? [] : readTags(lines.slice(first));
  return {
    text: plain(prose.join('\n').trim()),
    examples: tags.filter(({ tag }) => tag === 'example').map(({ text }) => text),
    tags: tags
      .filter(({ tag }) => tag !== 'example')
      .map(({ tag, text }) => ({ tag, text: plain(text.replace(/\s+/g, ' ')) })),
  };
}

function readTags(lines: readonly string[]): { tag: string; text: string }[] {
  const tags: { tag: string; text: string }[] = [];
  for (const line of lines) {
    const [, tag, text = ''] = /^\s*@(\w+)\s?(.*)$/.exec(line) ?? [];
    const last = tags.at(-1);
    if (tag !== undefined) tags.push({ tag, text });
    else if (last !== undefined) last.text = `${last.text}\n${line}`.trim();
  }
  return tags;
}

/** `{@link X}` as code: what it links to is on the same page. */
function plain(text: string): string {
  return text.replace(/\{@link(?:code|plain)? ([^}|\s]+)(?:[\s|]+([^}]*))?\}/g, (_, target, label) =>
    label === undefined || label === '' ? `\`${target}\`` : label,
  );
}
