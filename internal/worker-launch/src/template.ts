import type { LaunchValues } from './types.js';
import { LAUNCH_VALUE_NAMES, type LaunchValueName } from './vocabulary.js';

/** A brace pair, a placeholder, or a single brace, which is a mistake. */
const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;

/** What is wrong with a template, as a sentence's end; `undefined` when it is sound. */
export function templateProblem(template: string): string | undefined {
  for (const [token, name] of template.matchAll(TOKEN)) {
    if (token === '{{' || token === '}}') continue;
    if (name === undefined) return `has a single ${JSON.stringify(token)}; write it twice for a brace`;
    if (!isValueName(name)) return `names {${name}}, which is not one of ${LAUNCH_VALUE_NAMES.join(', ')}`;
  }
  return undefined;
}

/** The values that a template names, each once, in their order. */
export function valuesNamedIn(template: string): LaunchValueName[] {
  const names = Array.from(template.matchAll(TOKEN), ([, name]) => name);
  return [...new Set(names.filter((name) => name !== undefined && isValueName(name)))] as LaunchValueName[];
}

/** A template with its values in place. Every value that it names must be there. */
export function fillTemplate(template: string, values: LaunchValues): string {
  return template.replace(TOKEN, (token, name: string | undefined) => {
    if (token === '{{') return '{';
    if (token === '}}') return '}';
    return name !== undefined && isValueName(name) ? String(values[name] ?? '') : token;
  });
}

function isValueName(name: string): name is LaunchValueName {
  return (LAUNCH_VALUE_NAMES as readonly string[]).includes(name);
}
