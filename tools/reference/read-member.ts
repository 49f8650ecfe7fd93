import ts from 'typescript';
import { tidy, withoutBody } from './declaration-text.js';
import type { Member } from './model.js';
import { readDoc } from './read-doc.js';

/** A member of an interface, class or object. */
export function readMember(member: ts.TypeElement | ts.ClassElement): Member {
  const isOptional = 'questionToken' in member && member.questionToken !== undefined;
  const doc = readDoc(member);
  if (ts.isPropertySignature(member) || ts.isPropertyDeclaration(member))
    return { name: nameOf(member), isOptional, type: tidy(member.type?.getText() ?? 'unknown'), doc };
  const text = withoutBody(member).replace(/^(?:(?:async|override|static|readonly|public) )+/, '');
  const isStatic = /^(?:public )?static /.test(member.getText());
  return { name: nameOf(member), isOptional, type: tidy(`${isStatic ? 'static ' : ''}${text}`), doc };
}

function nameOf(member: ts.TypeElement | ts.ClassElement): string {
  if (ts.isConstructorDeclaration(member)) return 'constructor';
  return member.name?.getText() ?? '';
}
