import type { Finding } from '../api/resources.js';
import type { CheckContext } from './check-context.js';
import { counted } from './counted.js';

/** Whether all entries of the catalog can be read. */
export async function checkCatalog({ catalog, signal }: CheckContext): Promise<Finding[]> {
  const [count, problems] = await Promise.all([catalog.count({ signal }), catalog.problems({ signal })]);
  const [first] = problems;
  if (first === undefined) {
    return [
      {
        check: 'catalog',
        verdict: 'ok',
        message: `${catalog.root} has ${counted(count, 'installed worker')}.`,
      },
    ];
  }
  return [
    {
      check: 'catalog',
      verdict: 'problem',
      message: `${counted(problems.length, 'entry', 'entries')} of ${catalog.root} cannot be read, among them: ${first.message}`,
      hint: 'Repair the catalog, or remove those folders.',
    },
  ];
}
