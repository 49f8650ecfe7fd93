import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Problem, Rule } from './rule.js';

/** Cases chosen by what is installed, on one line or several. */
const VANISHES =
  /\b(?:describe|it|test)\.(?:each|runIf|skipIf)\(\s*!?\s*installed\(|^import \{[^}]*\binstalled\b[^}]*\} from '@rbee-internal\/test-kit'/;

/** A suite whose program is missing shows as skipped, with the program's name, instead of vanishing. */
export const visibleSkips: Rule = {
  name: 'visible-skips',
  find({ root, files }) {
    const tests = files.filter((file) => /^(?:packages|apps|internal)\/.*\/test\/.*\.tsx?$/.test(file));
    return tests.flatMap((file) => findVanishing(file, readFileSync(path.join(root, file), 'utf8')));
  },
};

function findVanishing(file: string, text: string): Problem[] {
  return text.split('\n').flatMap((line, index) =>
    VANISHES.test(line)
      ? [
          {
            path: `${file}:${index + 1}`,
            text: 'a suite without its program vanishes here: use describeWith or testWith of @rbee-internal/test-kit.',
          },
        ]
      : [],
  );
}
