import ts from 'typescript';
import { tidy, withoutBody, withoutComments } from './declaration-text.js';
import type { Item } from './model.js';
import { readDoc } from './read-doc.js';
import { readMember } from './read-member.js';
import { readUnion } from './read-union.js';

/** What one export is. Of a name that is a type and a value, the schemas of the house, the type is shown. */
export function readItem(name: string, declarations: readonly ts.Declaration[], entry: string): Item {
  const functions = declarations.filter(ts.isFunctionDeclaration);
  if (functions.length > 0) return functionItem(name, functions, entry);
  const declaration = declarations.find((one) => !ts.isVariableDeclaration(one)) ?? declarations[0];
  if (declaration === undefined) throw new Error(`${name} has no declaration.`);
  return readDeclaration({ name, entry }, declaration);
}

function readDeclaration(named: Named, declaration: ts.Declaration): Item {
  if (ts.isInterfaceDeclaration(declaration)) return interfaceItem(named, declaration);
  if (ts.isClassDeclaration(declaration)) return classItem(named, declaration);
  if (ts.isTypeAliasDeclaration(declaration)) return aliasItem(named, declaration);
  if (ts.isVariableDeclaration(declaration)) return constantItem(named, declaration);
  throw new Error(`${named.name} is of a kind that the reference cannot show.`);
}

interface Named {
  readonly name: string;
  readonly entry: string;
}

function functionItem(name: string, all: readonly ts.FunctionDeclaration[], entry: string): Item {
  const overloads = all.filter(({ body }) => body === undefined);
  const shown = overloads.length > 0 ? overloads : all;
  const [first] = all;
  if (first === undefined) throw new Error(`${name} has no declaration.`);
  return {
    kind: 'function',
    name,
    entry,
    doc: readDoc(first),
    signatures: shown.map((declaration) => tidy(withoutBody(declaration).replace(/^export (?:async )?/, ''))),
  };
}

function interfaceItem(named: Named, declaration: ts.InterfaceDeclaration): Item {
  return {
    kind: 'type',
    ...named,
    doc: readDoc(declaration),
    heading: headingOf(declaration),
    members: declaration.members.map(readMember),
  };
}

function classItem(named: Named, declaration: ts.ClassDeclaration): Item {
  return {
    kind: 'class',
    ...named,
    doc: readDoc(declaration),
    heading: headingOf(declaration),
    members: declaration.members.filter((member) => isPublic(member) && !isErrorName(member)).map(readMember),
  };
}

function aliasItem(named: Named, declaration: ts.TypeAliasDeclaration): Item {
  const doc = readDoc(declaration);
  if (ts.isUnionTypeNode(declaration.type)) {
    const variants = readUnion(declaration.type);
    if (variants !== undefined) return { kind: 'union', ...named, doc, variants };
  }
  const members = ts.isTypeLiteralNode(declaration.type) ? declaration.type.members.map(readMember) : [];
  const text =
    members.length > 0 ? `type ${named.name}` : `type ${named.name} = ${declaration.type.getText()}`;
  return { kind: 'type', ...named, doc, heading: tidy(text), members };
}

const MAX_SHOWN_VALUE = 1500;

/** With its value where that is data and short, else with its type. */
function constantItem(named: Named, declaration: ts.VariableDeclaration): Item {
  const { initializer, type } = declaration;
  const value =
    initializer === undefined ? '' : withoutComments(initializer.getText()).replace(/\n\s*\n/g, '\n');
  const isData = value.length <= MAX_SHOWN_VALUE && !/=>|\breturn\b|\bthis\b/.test(value);
  const typed = type === undefined ? '' : `: ${tidy(type.getText())}`;
  const text = `const ${named.name}${typed}${isData && value !== '' ? ` = ${value}` : ''}`;
  return { kind: 'constant', ...named, doc: readDoc(declaration.parent.parent), text };
}

function isPublic(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member)) return false;
  if (
    member.name !== undefined &&
    (ts.isPrivateIdentifier(member.name) || ts.isComputedPropertyName(member.name))
  )
    return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword || kind === ts.SyntaxKind.ProtectedKeyword,
  );
}

/** `override readonly name = 'SomeError'` says no more than the heading. */
function isErrorName(member: ts.ClassElement): boolean {
  return ts.isPropertyDeclaration(member) && member.name.getText() === 'name';
}

function headingOf(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): string {
  const text = declaration.getText();
  const open = text.indexOf('{', lastHeritageEnd(declaration) - declaration.getStart());
  return tidy(text.slice(0, open).replace(/^export /, ''));
}

function lastHeritageEnd(declaration: ts.InterfaceDeclaration | ts.ClassDeclaration): number {
  return (
    declaration.heritageClauses?.at(-1)?.getEnd() ??
    declaration.typeParameters?.at(-1)?.getEnd() ??
    declaration.name?.getEnd() ??
    declaration.getStart()
  );
}
