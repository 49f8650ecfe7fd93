import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Rule } from './rule.js';

/** A phrase that a native reader stumbles over, and what to say: see docs/glossary.md. */
interface Phrase {
  readonly pattern: RegExp;
  readonly say: string;
}

const KINDS =
  'id|name|path|file|folder|URL|url|version|worker|recipe|program|origin|link|digest|number|address|port|list|directory|command|option|date|time|JSON|UTF-8|PKGBUILD|registry|commit|hash|checksum|archive|text|object|array|string|plan|job|token|key|tag|variable|function|package|user|process|bash|source|glob|pattern|duration|size|word';

const PHRASES: readonly Phrase[] = [
  {
    pattern: new RegExp(
      `(?<!\\b[Tt]here )\\b(?:is|are|was|be) no (?:(?:valid|plain|real|known|whole|regular|usable) )?(?:(?!such)\\w+ )?(?:${KINDS})s?(?![\\w-]|'\\w)(?! (?:that|which|to|for|at|of|in|left|but)\\b)`,
    ),
    say: '"is not a …"',
  },
  { pattern: /\banew\b/i, say: '"again", or a verb with "re-"' },
  { pattern: /(?<!\bby )\bhand(?:s|ed|ing)? (?:it |them |this )?in\b(?! hand)/i, say: '"pass"' },
  { pattern: /\bhand(?:s|ed|ing)? (?:it |them |this )?(?:out|over)\b/i, say: '"pass", "return" or "give"' },
  { pattern: /\bst(?:ands?|ood|anding) in for\b/i, say: '"replace" or "act as"' },
  { pattern: /\bwhoever\b/i, say: '"the caller", or name who' },
  { pattern: /(?<!['`])\b[Nn]obody\b(?![:'`])/, say: '"no one", or name who' },
  { pattern: /\b[Ss]omebody\b/, say: '"someone", or name who' },
  { pattern: /\bbelongs? into\b/i, say: '"belongs in"' },
  { pattern: /\btells (?:of|which|what|whether|how|who|why|where)\b/i, say: '"shows", "says" or "reports"' },
  { pattern: /\bcount\w* for nothing\b/i, say: '"is ignored"' },
  {
    pattern: /\b(?:that|which) counts?\b(?! (?:as|the|how|to|for|up|from|its|their|lines|bytes|files))/i,
    say: '"current", or what is meant',
  },
  { pattern: /\bw(?:rite|rites|rote|ritten|riting) (?:it |them )?down\b/i, say: '"record" or "write"' },
  { pattern: /\blet(?:s)? the older\b/i, say: '"keeps the older version"' },
  { pattern: /[;,:] answers (?:the|an?|with|what|whether|undefined|true|false|its)\b/i, say: '"returns"' },
  { pattern: /^\s*(?:\/\*)?\*\* ?Answers\b|\/\*\* Answers\b/, say: '"Returns"' },
  {
    pattern:
      /\bperforce\b|\bwherewith\b|\bthereof\b|\bwhereof\b|\bherein\b|\btherein\b|\bthence\b|\bwhence\b/i,
    say: 'a present-day word',
  },
  { pattern: /\bof one's own\b(?! version)/i, say: '"your own"' },
  { pattern: /\b(?:is|are) to be (?:had|found out|done)\b/i, say: '"is available", or what is meant' },
];

/** Where the phrases themselves are listed, where words are not ours, what is generated, and what is history. */
const LEFT_OUT =
  /^(?:docs\/(?:glossary\.md|decisions\/|reference\/)|tools\/(?:house\/words|test\/check-house)|LICENSE|.*\/fixtures\/|.*CHANGELOG\.md)/;
const READ = /\.(?:tsx?|mjs|md|json|html|bash|cjs)$/;

/** Help, messages, hints, docstrings, comments, documents and the names of tests are in plain English. */
export const words: Rule = {
  name: 'words',
  find({ root, files }) {
    return files
      .filter((file) => READ.test(file) && !LEFT_OUT.test(file))
      .flatMap((file) => findWords(file, readFileSync(path.join(root, file), 'utf8')));
  },
};

export function findWords(file: string, text: string): Problem[] {
  return text.split('\n').flatMap((line, index) =>
    PHRASES.flatMap(({ pattern, say }): Problem[] => {
      const found = pattern.exec(line);
      return found === null
        ? []
        : [{ path: `${file}:${index + 1}`, text: `"${found[0].trim()}": say ${say}.` }];
    }),
  );
}
