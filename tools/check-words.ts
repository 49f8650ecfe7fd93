import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A phrase that a native reader stumbles over, and what to say: see docs/glossary.md. */
interface Phrase {
  readonly pattern: RegExp;
  readonly say: string;
}

export const PHRASES: readonly Phrase[] = [
  {
    pattern:
      /\b(?:is|are|was) no (?:(?:valid|plain|real) )?(?:\w+ )?(?:id|name|path|file|folder|URL|url|version|worker|recipe|program|origin|link)s?\b/,
    say: '"is not a …"',
  },
  { pattern: /\banew\b/i, say: '"again", or a verb with "re-"' },
  { pattern: /\bhand(?:s|ed|ing)? in\b/i, say: '"pass"' },
  { pattern: /\bst(?:ands?|ood|anding) in for\b/i, say: '"replace" or "act as"' },
  { pattern: /\bwhoever\b/i, say: '"the caller", or name who' },
  { pattern: /\bnobody\b/i, say: '"no one", or name who' },
  { pattern: /\bbelongs? into\b/i, say: '"belongs in"' },
  { pattern: /\btells? of\b/i, say: '"report" or "emit"' },
  { pattern: /\bcount\w* for nothing\b/i, say: '"is ignored"' },
];

/** Where the phrases themselves are listed, where words are not ours, and what is history. */
const LEFT_OUT =
  /^(?:docs\/(?:glossary\.md|decisions\/)|tools\/.*check-words|LICENSE|.*\/fixtures\/|.*CHANGELOG\.md)/;
const READ = /\.(?:tsx?|md|json|html|bash|cjs)$/;

/** One sentence for each line of the repository that has such a phrase. */
export function findWords(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const files = listed.split('\0').filter((file) => READ.test(file) && !LEFT_OUT.test(file));
  if (files.length === 0) return [`${root} has no files to read.`];
  return files.flatMap((file) => findIn(file, readFileSync(path.join(root, file), 'utf8')));
}

export function findIn(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    PHRASES.flatMap(({ pattern, say }) => {
      const found = pattern.exec(line);
      return found === null ? [] : [`${file}:${index + 1}: "${found[0]}": say ${say}.`];
    }),
  );
}
