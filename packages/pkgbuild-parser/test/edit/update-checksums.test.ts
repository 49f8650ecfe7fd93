import { expect, it } from 'vitest';
import { updateChecksums } from '../../src/index.js';

it('writes checksums where they stand', () => {
  const text = `source=(a b::git+https://e.org/b)
source_x86_64=(c)
sha256sums=('1111' # a
            'SKIP')
sha256sums_x86_64=("2222")
b2sums_x86_64=('SKIP')
`;
  const { text: changed } = updateChecksums(text, {
    sha256sums: ['3333', 'SKIP'],
    sha256sums_x86_64: ['4444'],
    b2sums_x86_64: ['SKIP'],
  });
  expect(changed).toBe(text.replace('1111', '3333').replace('2222', '4444'));
});
