import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSseParser, type SseMessage } from '../../src/api/sse-parser.js';

function parseAll(...pieces: readonly string[]): SseMessage[] {
  const parser = createSseParser();
  return pieces.flatMap((piece) => parser.push(piece));
}

it('reads id, event and data, and passes comments and unknown fields over', () => {
  expect(parseAll(': hi\nid: 1\nevent: job\ndata: {"a":1}\nwhat: x\n\n')).toEqual([
    { id: '1', event: 'job', data: '{"a":1}' },
  ]);
});

it('keeps the id for messages without one, and joins several data lines', () => {
  expect(parseAll('id: 7\ndata: a\ndata:b\ndata:  c\n\n', 'data\n\n')).toEqual([
    { id: '7', event: 'message', data: 'a\nb\n c' },
    { id: '7', event: 'message', data: '' },
  ]);
});

it('a block without data is no message, and its event does not reach the next', () => {
  expect(parseAll('event: job\n\ndata: x\n\n')).toEqual([{ id: '', event: 'message', data: 'x' }]);
});

it('an unfinished message is held back', () => {
  expect(parseAll('data: x\n')).toEqual([]);
});

it('an id with NUL is ignored', () => {
  expect(parseAll('id: 3\nid: 4\0\ndata: x\n\n')).toEqual([{ id: '3', event: 'message', data: 'x' }]);
});

it('hears how long to wait', () => {
  const parser = createSseParser();
  expect(parser.retry).toBeUndefined();
  parser.push('retry: soon\nretry: 1500\n');
  expect(parser.retry).toBe(1500);
});

it('a line without an end is refused', () => {
  const parser = createSseParser();
  const piece = 'x'.repeat(4 * 1024 * 1024);
  expect(() => {
    for (let count = 0; count < 6; count += 1) parser.push(piece);
  }).toThrow(/buffer/i);
});

it.each(['\n', '\r\n'])('reads the same however a stream with %j is cut', (ending) => {
  const text = [
    'id: 1',
    'data: one',
    'data: two',
    '',
    ': c',
    'id: 2',
    'event: log',
    'data: ä🐝',
    '',
    '',
  ].join(ending);
  const whole = [
    { id: '1', event: 'message', data: 'one\ntwo' },
    { id: '2', event: 'log', data: 'ä🐝' },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
      expect(parseAll(...pieces)).toEqual(whole);
    }),
  );
});
