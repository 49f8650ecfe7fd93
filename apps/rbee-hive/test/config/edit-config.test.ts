import { expect, test } from 'vitest';
import { type ConfigChange, editConfig } from '../../src/config/edit-config.js';

const TEXT = `# mine
quiet = true

[serve] # here
port = 9000 # not the usual one
allow-host = ["a:1"]

[install]
sandbox = "require"
`;

const port = (value: ConfigChange['value']): ConfigChange => ({ path: ['serve', 'port'], value });

test.each<[string, ConfigChange, string]>([
  [TEXT, port(8000), TEXT.replace('port = 9000 # not the usual one', 'port = 8000')],
  [TEXT, port(undefined), TEXT.replace('port = 9000 # not the usual one\n', '')],
  [TEXT, { path: ['serve', 'open'], value: true }, TEXT.replace('# here\n', '# here\nopen = true\n')],
  [TEXT, { path: ['plain'], value: true }, `plain = true\n${TEXT}`],
  [TEXT, { path: ['quiet'], value: undefined }, TEXT.replace('quiet = true\n', '')],
  [TEXT, { path: ['up', 'port'], value: 1 }, `${TEXT}\n[up]\nport = 1\n`],
  ['', port(1), '[serve]\nport = 1\n'],
  ['', { path: ['serve', 'allow-host'], value: ['a"b', 'c'] }, '[serve]\nallow-host = ["a\\"b", "c"]\n'],
  [TEXT, { path: ['ps', 'all'], value: undefined }, TEXT],
])('only the value changes %#', async (text, change, edited) => {
  expect(await editConfig(text, change, 'config.toml')).toBe(edited);
});

test.each([
  ['[serve]\nport = [\n  1,\n]\n', 'cannot be used'],
  ['serve = { port = 1 }\n', 'cannot be used'],
  ['[serve\n', '(line 1)'],
])('what cannot be changed by a line is refused: %j', async (text, message) => {
  await expect(editConfig(text, port(2), '/c.toml')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(message),
  });
});
