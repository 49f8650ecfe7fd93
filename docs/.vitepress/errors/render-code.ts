import { ADVICE } from './advice/index.js';
import type { ErrorCode, Occurrence } from './read-codes.js';

/** The page of a code, in Markdown. */
export function renderCode({ code, occurrences }: ErrorCode): string {
  const advice = ADVICE[code];
  return `# ${code}

## What it means

${occurrences.map(renderOccurrence).join('\n')}
${advice === undefined ? '' : `\n## Why it happens\n\n${advice.why}\n\n## What to do\n\n${advice.todo}\n`}
The error's own \`hint\` knows more of the case at hand. [All codes](index.md)
`;
}

function renderOccurrence({ workspace, union, meaning }: Occurrence): string {
  return `- ${place(workspace)}, \`${union}\`: ${meaning === '' ? 'see below.' : meaning}`;
}

function place(workspace: string): string {
  return workspace.startsWith('@rbee/')
    ? `[\`${workspace}\`](../reference/${workspace.slice('@rbee/'.length)}.md)`
    : `\`${workspace}\``;
}

/** The page that lists all codes, in Markdown. */
export function renderIndex(codes: readonly ErrorCode[]): string {
  const rows = codes.map(
    ({ code, occurrences }) =>
      `| [\`${code}\`](${code}.md) | ${occurrences[0]?.meaning.replaceAll('|', '\\|')} |`,
  );
  return `# Error codes

Every error of the packages has a \`code\`, a message that says what failed and what was expected, and mostly a \`hint\` that
says what to do; the command line prints all three. Recognise errors by their code, never by their text. Each code has a page
of its own at \`errors/CODE.html\`, also those of \`pkgbuild lint\` and \`rbee-worker-registry check\`.

| code | means |
| --- | --- |
${rows.join('\n')}
`;
}
