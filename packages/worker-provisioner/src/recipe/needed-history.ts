/** Commands of git that look at more than one commit. */
const READS_HISTORY =
  /(?<![\w/.+-])git(?=[ \t])[^\n;|&]*\s(?:bisect|blame|bundle|cherry|cherry-pick|describe|diff|fetch|format-patch|log|merge|merge-base|name-rev|pull|rebase|rev-list|revert|shortlog|show-branch|worktree)\b/;

/**
 * How much of a git source's history a recipe needs: all of it where a function of the recipe describes or counts
 * commits, such as `git describe` in `pkgver()`; else the commit alone.
 */
export function neededHistory(pkgbuildText: string): 'full' | 'shallow' {
  const code = pkgbuildText.replaceAll('\\\n', ' ').replace(/^\s*#.*$/gm, '');
  return READS_HISTORY.test(code) ? 'full' : 'shallow';
}
