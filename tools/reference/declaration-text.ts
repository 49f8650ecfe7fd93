import type ts from 'typescript';

/** A declaration without comments, and without what it does. */
export function withoutBody(node: ts.Node): string {
  const body = (node as { body?: ts.Node }).body;
  const text = node.getText();
  return withoutComments(body === undefined ? text : text.slice(0, body.getStart() - node.getStart()));
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** On one line, without what ends a member. */
export function tidy(text: string): string {
  return withoutComments(text)
    .replace(/\s+/g, ' ')
    .replace(/^\s|[\s;,]+$/g, '')
    .replaceAll('( ', '(')
    .replaceAll(', )', ')');
}
