import type { Finding } from '../api/resources.js';
import type { CheckContext } from './examine.js';

/** Whether all entries of the catalog can be read. */
export async function checkCatalog({ catalog, signal }: CheckContext): Promise<Finding[]> {
  const [count, problems] = await Promise.all([catalog.count({ signal }), catalog.problems({ signal })]);
  const [first] = problems;
  if (first === undefined) {
    return [
      { check: 'catalog', verdict: 'ok', message: `${count} workers are installed in ${catalog.root}.` },
    ];
  }
  return [
    {
      check: 'catalog',
      verdict: 'problem',
      message: `${problems.length} entries of ${catalog.root} cannot be read, among them: ${first.message}`,
      hint: 'Repair the catalog, or remove those folders.',
    },
  ];
}
