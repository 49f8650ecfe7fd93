import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeWith } from '@rbee-internal/test-kit';
import { describe, expect, it } from 'vitest';
import { DRIVER } from '../../src/session/driver.js';
import { runTool } from '../installed-tools.js';

const SOURCES = path.resolve(import.meta.dirname, '../../src');

/** Bash programs that are whole by themselves; the driver is one program in several files. */
const PROGRAMS = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.bash') && !file.startsWith(path.join('session', 'driver')))
  .map((file): [string, string] => [file, readFileSync(path.join(SOURCES, file), 'utf8')]);

describeWith('shellcheck', 'shellcheck', () => {
  it.each([['the driver', DRIVER], ...PROGRAMS])('finds nothing in %s', (_, program) => {
    const { status, stdout } = runTool('shellcheck', ['--shell=bash', '--format=gcc', '-'], {
      input: program,
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe('the driver', () => {
  it('is every file of its folder', () => {
    const folder = path.join(SOURCES, 'session/driver');
    const files = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'));
    expect(files.every((text) => DRIVER.includes(text))).toBe(true);
  });

  it('fits into one argument of a program', () => {
    expect(Buffer.byteLength(DRIVER)).toBeLessThan(65_536);
  });
});
