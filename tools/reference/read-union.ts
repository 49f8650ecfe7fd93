import ts from 'typescript';
import type { Variant } from './model.js';
import { readDoc } from './read-doc.js';
import { readMember } from './read-member.js';

/** The members of a union whose members are all literals, or all objects with a `type`; else nothing. */
export function readUnion(union: ts.UnionTypeNode): readonly Variant[] | undefined {
  const { types } = union;
  let from = union.getFullStart();
  const variants: Variant[] = [];
  for (const type of types) {
    const variant = readVariant(type, from);
    if (variant === undefined) return undefined;
    variants.push(variant);
    from = type.getEnd();
  }
  return variants;
}

function readVariant(type: ts.TypeNode, from: number): Variant | undefined {
  const doc = readDoc(type, from);
  if (ts.isLiteralTypeNode(type)) return { label: type.getText().replace(/^'|'$/g, ''), doc, members: [] };
  if (!ts.isTypeLiteralNode(type)) return undefined;
  const members = type.members.map(readMember);
  const label = members.find(({ name }) => name === 'type')?.type.replace(/^'|'$/g, '');
  if (label === undefined) return undefined;
  return { label, doc, members: members.filter(({ name }) => name !== 'type') };
}
