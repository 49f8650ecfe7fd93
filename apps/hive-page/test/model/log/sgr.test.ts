import { expect, it } from 'vitest';
import { applySgr, classesOf } from '../../../src/model/log/sgr.js';

const classesAfter = (...sequences: string[]) => classesOf(sequences.reduce(applySgr, 0));

it.each([
  ['', undefined],
  ['0', undefined],
  ['31', 'ansi-red'],
  ['1;31', 'ansi-bold ansi-red'],
  ['1;31;0', undefined],
  ['1;31;', undefined],
  ['91', 'ansi-red'],
  ['90', 'ansi-gray'],
  ['2', 'ansi-gray'],
  ['2;32', 'ansi-green'],
  ['3;4;9', 'ansi-italic ansi-underline ansi-strike'],
  ['4:3', 'ansi-underline'],
  ['4;4:0', undefined],
  ['41', 'ansi-on-red'],
  ['37;44', 'ansi-on-blue'],
  ['30;47', 'ansi-on-gray'],
  ['34;103', 'ansi-blue ansi-on-yellow'],
  ['31;39;41;49;1;22;3;23;4;24;9;29', undefined],
  ['7', 'ansi-on-gray'],
  ['7;31', 'ansi-on-red'],
  ['7;31;44', 'ansi-blue ansi-on-red'],
  ['7;27;35', 'ansi-magenta'],
  ['5;6;8;10;26;38;40;50;98;99;108;999999999999', undefined],
])('%j is %s', (parameters, classes) => {
  expect(classesAfter(parameters)).toBe(classes);
});

it.each([
  ['38;5;1', 'ansi-red'],
  ['38;5;8', 'ansi-gray'],
  ['38;5;15', undefined],
  ['38;5;208', 'ansi-yellow'],
  ['38;5;244', 'ansi-gray'],
  ['38;5;21;1', 'ansi-bold ansi-blue'],
  ['38:5:46', 'ansi-green'],
  ['38;2;255;0;0', 'ansi-red'],
  ['38;2;255;0;30', 'ansi-red'],
  ['38;2;0;255;255', 'ansi-cyan'],
  ['38;2;200;0;200;4', 'ansi-underline ansi-magenta'],
  ['38:2:0:0:255', 'ansi-blue'],
  ['38:2::0:128:0', 'ansi-green'],
  ['38;2;250;250;250', undefined],
  ['38;2;128;128;130', 'ansi-gray'],
  ['48;5;1', 'ansi-on-red'],
  ['48;2;0;0;0', 'ansi-on-gray'],
  ['38', undefined],
  ['38;5', undefined],
  ['38;9;31', undefined],
])('of many colours %j is %s', (parameters, classes) => {
  expect(classesAfter(parameters)).toBe(classes);
});

it('adds to what was set before', () => {
  expect(classesAfter('1', '31', '44', '22')).toBe('ansi-red ansi-on-blue');
});

it('keeps to the same answer, however many sequences there were in between', () => {
  const all = () =>
    Array.from({ length: 256 }, (_, index) => [classesAfter(`38;5;${index}`), classesAfter(`48;5;${index}`)]);
  expect(all()).toEqual(all());
  expect(all()[196]).toEqual(['ansi-red', 'ansi-on-red']);
});
