import { expect, test } from 'vitest';
import { manPage } from '../../src/output/man-page.js';
import { createProgram } from '../../src/program.js';

test('the manual page has every command and option', async () => {
  const program = await createProgram(async () => {});
  const page = manPage(program);
  for (const command of program.commands.filter((one) => !['complete', 'help'].includes(one.name()))) {
    expect(page).toContain(`.SS "${command.name().replaceAll('-', '\\-')}`);
    for (const { long } of command.options) expect(page).toContain((long ?? '').replaceAll('-', '\\-'));
  }
  // No line begins as a macro that is none.
  expect(page.split('\n').filter((line) => /^[.'](?!(?:TH|SH|SS|TP|B|I|RI)\b)/.test(line))).toEqual([]);
});
