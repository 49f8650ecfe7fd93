import type { Doc, Item, Member, PackageReference, UnionItem, Variant } from './model.js';

/** The page of a package, in Markdown. */
export function renderPackage({ name, description, items, passedOn }: PackageReference): string {
  const errors = items.filter(isErrorCode);
  const events = items.filter(
    (item): item is UnionItem => item.kind === 'union' && item.name.endsWith('Event'),
  );
  const rest = items.filter(
    (item) => !errors.includes(item as UnionItem) && !events.includes(item as UnionItem),
  );
  const sections = [
    section(
      'Functions',
      rest.filter(({ kind }) => kind === 'function'),
    ),
    section(
      'Classes',
      rest.filter(({ kind }) => kind === 'class'),
    ),
    section('Errors by code', errors),
    section('Events', events),
    section(
      'Types',
      rest.filter(({ kind }) => kind === 'type' || kind === 'union'),
    ),
    section(
      'Constants',
      rest.filter(({ kind }) => kind === 'constant'),
    ),
    passedOn.size === 0 ? '' : `## Of other packages\n\n${[...passedOn].map(renderPassedOn).join('\n')}\n`,
  ];
  return [`# ${name}\n\n${description}\n`, ...sections.filter((text) => text !== '')].join('\n');
}

function isErrorCode(item: Item): item is UnionItem {
  return item.kind === 'union' && /(?:Error|Problem)Code$/.test(item.name);
}

function section(title: string, items: readonly Item[]): string {
  if (items.length === 0) return '';
  const sorted = [...items].sort((a, b) => compare(a.entry, b.entry) || compare(a.name, b.name));
  return `## ${title}\n\n${sorted.map(renderItem).join('\n')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function renderItem(item: Item): string {
  const entry = item.entry === '.' ? '' : ` (\`${item.entry}\`)`;
  return [
    `### ${item.name}${entry}`,
    ...code(item),
    ...renderDoc(item.doc),
    ...(item.kind === 'union' ? [renderVariants(item.variants)] : []),
    ...('members' in item && item.members.length > 0 ? [item.members.map(renderMember).join('\n')] : []),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function code(item: Item): string[] {
  const lines = codeLines(item);
  return lines.length === 0 ? [] : [`\`\`\`ts\n${lines.join('\n')}\n\`\`\``];
}

function codeLines(item: Item): readonly string[] {
  if (item.kind === 'function') return item.signatures;
  if (item.kind === 'constant') return [item.text];
  if (item.kind === 'union') return [];
  const isPlain = item.heading === `interface ${item.name}` || item.heading === `type ${item.name}`;
  return isPlain && item.members.length > 0 ? [] : [item.heading];
}

function renderDoc({ text, tags, examples }: Doc): string[] {
  return [
    ...(text === '' ? [] : [text]),
    ...(tags.length === 0 ? [] : [tags.map((tag) => `- ${renderTag(tag)}`).join('\n')]),
    ...examples.map((example) => (example.startsWith('```') ? example : `\`\`\`ts\n${example}\n\`\`\``)),
  ];
}

function renderTag({ tag, text }: Doc['tags'][number]): string {
  if (tag === 'default') return `Default: ${/^[`*]|\s/.test(text) ? text : `\`${text}\``}`;
  if (tag === 'throws') return `Throws ${text}`;
  if (tag === 'param') return text.replace(/^(\S+)\s*-?\s*/, '`$1`: ');
  if (tag === 'returns') return `Returns ${text}`;
  return `${tag}: ${text}`;
}

function renderVariants(variants: readonly Variant[]): string {
  return variants
    .map(({ label, doc, members }) => {
      const line = `- \`${label}\`${sentence(doc)}`;
      return [line, ...members.map((member) => `  ${renderMember(member)}`)].join('\n');
    })
    .join('\n');
}

function renderMember({ name, isOptional, type, doc }: Member): string {
  const isCallable = type.startsWith(name) || type.startsWith('static ') || name === 'constructor';
  return `- \`${isCallable ? type : `${name}${isOptional ? '?' : ''}: ${type}`}\`${sentence(doc)}`;
}

/** A docstring on one line, behind a name. */
function sentence({ text, tags }: Doc): string {
  const words = [text.replace(/\s+/g, ' '), ...tags.map((tag) => `${renderTag(tag)}.`.replace(/\.\.$/, '.'))];
  const line = words.filter((word) => word !== '').join(' ');
  return line === '' ? '' : `: ${line}`;
}

function renderPassedOn([from, names]: readonly [string, readonly string[]]): string {
  const page = from.startsWith('@rbee/') ? `[\`${from}\`](${from.slice('@rbee/'.length)}.md)` : `\`${from}\``;
  return `- From ${page}: ${[...names]
    .sort()
    .map((name) => `\`${name}\``)
    .join(', ')}`;
}
