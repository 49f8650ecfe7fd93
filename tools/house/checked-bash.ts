import { spawnSync } from 'node:child_process';
import type { Problem, Rule } from './rule.js';

/** Bash files, those without a name that says so included. */
const BASH = /\.(?:bash|sh)$|^\.ci\/run$/;
const LEFT_OUT = /\/(?:fixtures|workers)\//;

/** Every file of bash passes shellcheck. */
export const checkedBash: Rule = {
  name: 'checked-bash',
  find({ root, files }) {
    const scripts = files.filter((file) => BASH.test(file) && !LEFT_OUT.test(file));
    if (scripts.length === 0) return [];
    const { error, stdout } = spawnSync('shellcheck', ['--format=json1', '--shell=bash', ...scripts], {
      cwd: root,
      encoding: 'utf8',
    });
    if (error === undefined) return readComments(stdout);
    if (process.env.RBEE_REQUIRE_TOOLS === '1')
      throw new Error('shellcheck cannot be run.', { cause: error });
    console.log(`skipped: ${scripts.length} files of bash, because shellcheck is not installed`);
    return [];
  },
};

function readComments(json: string): Problem[] {
  const { comments } = JSON.parse(json) as {
    comments: { file: string; line: number; code: number; message: string }[];
  };
  return comments.map(({ file, line, code, message }) => ({
    path: `${file}:${line}`,
    text: `${message} (SC${code})`,
  }));
}
