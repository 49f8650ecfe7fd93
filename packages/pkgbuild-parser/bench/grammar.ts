// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are bash.
/** Makes small programs of bash by chance, out of harmless builtins alone. */
export function program(seed: number): string {
  const random = randomFrom(seed);
  const make: Maker = {
    pick: (choices) => choices[Math.floor(random() * choices.length)] ?? '',
    chance: (share) => random() < share,
    depth: 0,
    inFunction: false,
    inLoop: false,
  };
  const count = 2 + Math.floor(random() * 6);
  return `${START}\n${Array.from({ length: count }, () => statement(make)).join(make.pick(['\n', '; ', '\n']))}\n`;
}

const START =
  'set -- one "two  words" ; x=abc y="a b" n=3 e= A=(p "q r" s) B=(1 2) ; declare -gA M=([k]=v [l]="w z")';

interface Maker {
  readonly pick: (choices: readonly string[]) => string;
  readonly chance: (share: number) => boolean;
  depth: number;
  inFunction: boolean;
  inLoop: boolean;
}

/** Numbers from 0 to 1 that a seed decides, one after the other. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Rule = (make: Maker) => string;

/** One of the rules; deep inside only one of the first `flat` of them. */
function oneOf(make: Maker, rules: readonly Rule[], flat: number): string {
  const deep = make.depth > 3;
  const index = Math.floor(Number(make.pick(DIGITS)) * (deep ? flat : rules.length));
  make.depth += 1;
  const text = (rules[index] ?? rules[0] ?? (() => ':'))(make);
  make.depth -= 1;
  return text;
}

const DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, index) => String(index / 1000));
const NAMES = ['x', 'y', 'n', 'e', 'u', 'v', 'w', 'r'];
const LISTS = ['A', 'B', 'C', 'x'];
const NUMBERS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '7',
  '010',
  '0x1f',
  '08',
  '2#101',
  '08#7',
  '16#ff',
  '9223372036854775807',
];
const TEXTS = [
  ...[
    'a',
    'b',
    'ab',
    'abc',
    'b c',
    '1',
    '12',
    '-n',
    '--',
    '-x',
    'a:b:c',
    'a,b',
    '*',
    'a*',
    '?',
    '[a-c]',
    'é',
    '日本',
    'A',
    'ß',
  ],
  ...[
    'x=1',
    ' s ',
    'a\\b',
    '%s',
    '%d',
    'İ',
    '\\',
    '0',
    '',
    'k',
    '&',
    '~',
    '{a,b}',
    "it's",
    '"',
    '$x',
    '`',
    '#',
    'a.b.c',
  ],
];
const PATTERNS = [
  ...[
    'a',
    'b*',
    '*',
    '*b',
    '?',
    '[ab]',
    '[!a]',
    '"*"',
    '\\*',
    '[[:alpha:]]',
    '*[[:upper:]]*',
    '$x',
    '"$x"',
    'a?c',
    '[a-',
    "'b'",
  ],
  ...[
    'é',
    '*.',
    '.*',
    '*:',
    ':*',
    '" "',
    '[[:space:]]',
    '*"b"',
    '$p',
    '\\\\',
    '[^b]*',
    '??',
    '""',
    '[]a]',
    '[\\]]',
    '*a*',
  ],
];

const text: Rule = (make) => make.pick(TEXTS);
const name: Rule = (make) => make.pick(NAMES);
const list: Rule = (make) => make.pick(LISTS);
const pattern: Rule = (make) => make.pick(PATTERNS);
const number: Rule = (make) => make.pick(NUMBERS);

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

function doubleQuoted(value: string): string {
  return `"${value.replace(/["$`\\]/g, '\\$&')}"`;
}

const bareText: Rule = (make) => text(make).replace(/[^A-Za-z0-9é日本ß.,:=*?[\]%+-]/gu, '\\$&') || "''";

const piece: Rule = (make) =>
  oneOf(
    make,
    [
      bareText,
      (m) => quoted(text(m)),
      (m) => doubleQuoted(text(m)),
      (m) => `$${name(m)}`,
      (m) => `"$${name(m)}"`,
      (m) => `\${${name(m)}}`,
      (m) => `$'${m.pick(['a\\tb', '\\n', '\\x41', "\\'", '\\u00e9', '\\101', '\\e'])}'`,
      expansion,
      expansion,
      (m) => `"${expansion(m)}"`,
      (m) => `"${expansion(m)}${m.pick(['', ' ', 'z', '$n', "'"])}${expansion(m)}"`,
      (m) => `$((${arithmetic(m)}))`,
      (m) => `"$(${spaced(commands(m))})"`,
      (m) => `$(${spaced(commands(m))})`,
      (m) => `\`echo ${m.pick(['a', '$x', '\\$x', '"b  c"', '\\\\a'])}\``,
    ],
    7,
  );

const word: Rule = (make) => (make.chance(0.75) ? piece(make) : `${piece(make)}${piece(make)}`);
const words: Rule = (make) =>
  Array.from({ length: 1 + Number(make.pick(['0', '0', '1', '2'])) }, () => word(make)).join(' ');

const operand: Rule = (make) => (make.chance(0.5) ? bareText(make) : word(make));

const parameter: Rule = (make) =>
  make.pick([
    name(make),
    name(make),
    name(make),
    `${list(make)}[@]`,
    `${list(make)}[*]`,
    `${list(make)}[${index(make)}]`,
    'M[k]',
    'M[@]',
    '1',
    '@',
    '*',
    '2',
  ]);

const index: Rule = (make) => make.pick(['0', '1', '-1', 'n', '$n', 'n-1', '2', '5', '1+1']);

const expansion: Rule = (make) =>
  oneOf(
    make,
    [
      (m) => `\${${parameter(m)}}`,
      (m) => `\${#${parameter(m)}}`,
      (m) => `\${${name(m)}:${m.pick(['0', '1', ' -1', '2', 'n', '$n-1'])}}`,
      (m) => `\${${m.pick(['?', '#', '@', '*'])}}`,
      (m) => `\${!${m.pick(['A[@]', 'M[@]', 'x', 'v', 'r', '#', '1', 'A[*]', 'B[@]'])}}`,
      (m) => `\${${parameter(m)}${m.pick([':-', '-', ':+', '+', ':=', '='])}${operand(m)}}`,
      (m) => `\${${parameter(m)}${m.pick(['#', '##', '%', '%%'])}${pattern(m)}}`,
      (m) => `\${${parameter(m)}${m.pick(['/', '//', '/#', '/%'])}${pattern(m)}/${operand(m)}}`,
      (m) => `\${${parameter(m)}${m.pick(['/', '//'])}${pattern(m)}}`,
      (m) => `\${${parameter(m)}${m.pick(['^', '^^', ',', ',,'])}${m.pick(['', '', pattern(m)])}}`,
      (m) =>
        `\${${parameter(m)}:${m.pick(['0', '1', ' -1', ' -2', 'n', '5'])}:${m.pick(['0', '1', '2', '-1', 'n'])}}`,
      (m) => `\${${parameter(m)}@${m.pick(['Q', 'U', 'u', 'L'])}}`,
    ],
    4,
  );

const arithmetic: Rule = (make) =>
  oneOf(
    make,
    [
      number,
      name,
      (m) => `$${name(m)}`,
      (m) => `${list(m)}[${index(m)}]`,
      (m) =>
        `${arithmetic(m)}${m.pick(['+', '-', '*', '/', '%', '**', '<<', '>>', '&', '|', '^', '<', '==', '!=', '&&', '||', ' , '])}${arithmetic(m)}`,
      (m) => `(${arithmetic(m)})`,
      (m) => `${m.pick(['-', '!', '~', '+'])}${arithmetic(m)}`,
      (m) => `${name(m)}${m.pick(['=', '+=', '-=', '*='])}${arithmetic(m)}`,
      (m) => `${m.pick(['++', '--'])}${name(m)}`,
      (m) => `${name(m)}${m.pick(['++', '--'])}`,
      (m) => `${arithmetic(m)}?${arithmetic(m)}:${arithmetic(m)}`,
      (m) => `${list(m)}[${index(m)}]${m.pick(['=', '+='])}${arithmetic(m)}`,
    ],
    4,
  );

const elements: Rule = (make) =>
  make.pick([
    words(make),
    words(make),
    words(make),
    '',
    `[${index(make)}]=${word(make)} ${word(make)}`,
    `${word(make)} [4]+=${word(make)}`,
  ]);

const assignment: Rule = (make) =>
  oneOf(
    make,
    [
      (m) => `${name(m)}=${word(m)}`,
      (m) => `${name(m)}+=${word(m)}`,
      (m) => `${name(m)}=${word(m)}`,
      (m) => `${list(m)}=(${elements(m)})`,
      (m) => `${list(m)}+=(${elements(m)})`,
      (m) => `${list(m)}[${index(m)}]${m.pick(['=', '+='])}${word(m)}`,
      (m) => `M[${m.pick(['k', 'j', '$x', '"a b"', 'l', "'q'"])}]${m.pick(['=', '+='])}${word(m)}`,
      (m) => `${name(m)}=${word(m)} ${name(m)}=${word(m)}`,
    ],
    3,
  );

const test: Rule = (make) =>
  oneOf(
    make,
    [
      (m) => `[[ ${word(m)} ${m.pick(['==', '!=', '='])} ${pattern(m)} ]]`,
      (m) => `[[ ${m.pick(['-n', '-z'])} ${word(m)} ]]`,
      (m) => `[ ${word(m)} ${m.pick(['=', '!='])} ${word(m)} ]`,
      (m) => `[ ${m.pick(['-n', '-z', '!'])} "${expansion(m)}" ]`,
      (m) => `[[ ${arithmetic(m)} ${m.pick(['-eq', '-lt', '-ge'])} ${m.pick(NUMBERS)} ]]`,
      (m) => `[[ -v ${m.pick(['x', 'u', 'A', 'A[1]', 'M[k]', 'M', 'A[9]', 'r'])} ]]`,
      (m) =>
        `[[ ${word(m)} =~ ${m.pick(['^a', '[[:alpha:]]+', 'a(b)(c)?', '^[^a]*$', '(.)(.)', '$x', '"$x"', '[0-9]+', '^(a|b)+', 'é', '\\.', '^$'])} ]]`,
      (m) => `((${arithmetic(m)}))`,
      (m) => `! ${test(m)}`,
      (m) => `[[ ${m.pick(['-n', '-z'])} ${word(m)} ${m.pick(['&&', '||'])} ! ${word(m)} == ${pattern(m)} ]]`,
      (m) => `test ${word(m)} ${m.pick(['-a', '-o'])} ${word(m)}`,
      (m) => `[ ${m.pick(NUMBERS)} ${m.pick(['-eq', '-lt', '-ge'])} "$${name(m)}" ]`,
    ],
    4,
  );

const formats = [
  ...[
    '%s',
    '%s\\n',
    '%5s|',
    '%-4s|',
    '%.2s',
    '%d',
    '%03d',
    '%x',
    '%X',
    '%o',
    '%u',
    '%+d',
    '% d',
    '%#x',
    '%c',
    '%b',
    '%s-%s ',
    '%%',
    'no',
  ],
  ...[
    'a\\tb',
    '\\x41\\101',
    '%5.1s|',
    '%*s|',
    '%.3d',
    '%i',
    '\\u00e9',
    '%b|%s',
    '%-5d|',
    '\\\\',
    '\\"',
    "\\'",
    '%3c|',
    '%#o',
    '%5d|%-5s|',
    '%.*s',
  ],
];

const printing: Rule = (make) =>
  oneOf(
    make,
    [
      (m) => `echo ${words(m)}`,
      (m) => `printf ${m.pick(['', '', '-- '])}${quoted(m.pick(formats))} ${words(m)}`,
      (m) => `printf '%s,' ${words(m)}`,
      (m) =>
        `echo ${m.pick(['-n', '-e', '-ne', '-E', '--'])} ${m.pick([quoted('a\\tb\\cc'), quoted('\\0101\\x41'), word(m), quoted('\\\\n')])}`,
      (m) =>
        `printf ${quoted(m.pick(formats))} ${m.pick(NUMBERS)} ${m.pick(['-1', 'abc', '"\'a"', '3x', "''", '99999999999999999999', '" 7"', '+5'])}`,
      () => `declare -f nonesuch`,
      (m) => `echo ${words(m)} >&2`,
    ],
    3,
  );

/** Two brackets in a row would begin arithmetic. */
function spaced(inner: string): string {
  return inner.startsWith('(') ? ` ${inner}` : inner;
}

const commands: Rule = (make) => {
  const outer = { inLoop: make.inLoop };
  make.inLoop = false;
  const count = make.chance(0.6) ? 1 : 2;
  const parts = Array.from({ length: count }, () =>
    make.chance(0.65)
      ? printing(make)
      : make.pick([
          statement(make),
          'false',
          `set -e; ${statement(make)}`,
          `exit ${make.pick(['', '3', '$n'])}`,
          `trap 'echo bye$?' EXIT`,
          `set -u; ${printing(make)}`,
        ]),
  );
  make.inLoop = outer.inLoop;
  const joined = parts.join(make.pick(['; ', ' && ', ' || ', '\n']));
  return make.chance(0.12)
    ? `{ ${joined}\n} ${make.pick(['2>&1', '>&2 2>&1', '2>/dev/null', '>/dev/null', '2>&1 >/dev/null'])}`
    : joined;
};

const heredoc: Rule = (make) => {
  const quotes = make.chance(0.2);
  const lines = Array.from({ length: 1 + Number(make.pick(['0', '1', '2'])) }, () =>
    make.pick([
      `a\\\\b \\$x \\\` ${quotes ? '' : expansion(make)}`,
      'plain  text ',
      `$x "$y" '$n'`,
      '"a" \'b\' \\"c\\"',
      `\${u:-'c d'} \${u:-"e f"} \${x+\\"}`,
      'a\\\nb',
      `$((n+1)) $(echo "in $x")`,
      'x:y z',
      '\\a\\',
    ]),
  );
  return `<<${make.pick(['', '-'])}${quotes ? "'E'" : 'E'}\n${lines.join('\n')}\nE\ntrue`;
};

const reading: Rule = (make) =>
  oneOf(
    make,
    [
      (m) =>
        `read ${m.pick(['-r', '', '-r', '-ra C'])} ${m.pick([name(m), `${name(m)} ${name(m)}`, ''])} <<< ${word(m)}`,
      (m) =>
        `IFS=${m.pick([',', ':', "' '", "': '", "''", 'b'])} read -r ${name(m)} ${name(m)} <<< ${word(m)}`,
      (m) => `read -r ${name(m)} ${m.pick(['', name(m)])} ${heredoc(m)}`,
      (m) => `mapfile ${m.pick(['-t', ''])} C <<< ${word(m)}`,
      (m) => `while read -r v; do w+="<$v>"; done ${heredoc(m)}`,
      (m) => `${name(m)}=$(while IFS= read -r l; do echo "$l"; done ${heredoc(m)})`,
      (m) => `${printing(m)} | { read -r v; ${statement(m)}; }`,
      (m) => `mapfile -t C < <(${spaced(commands(m))})`,
    ],
    3,
  );

const declaring: Rule = (make) => {
  const how = make.inFunction
    ? make.pick(['local', 'declare', 'local', 'declare -g', 'export', 'typeset'])
    : make.pick(['declare -g', 'declare', 'export', 'local', 'readonly']);
  const safe = how === 'readonly' ? `R${make.pick(['1', '2'])}=${word(make)}` : '';
  if (safe !== '') return `readonly ${safe}`;
  const one = () =>
    make.pick([
      `${name(make)}=${word(make)}`,
      `${name(make)}`,
      `${name(make)}=${word(make)}`,
      how === 'export' ? 'x' : `${make.pick(['A', 'C'])}=(${elements(make)})`,
      `"${name(make)}=$${name(make)}"`,
      `${name(make)}+=${word(make)}`,
    ]);
  const flag = make.pick(['', '', '', '', '-a', '-i', '-l', '-u']);
  if (flag === '-a' && how !== 'export') return `${how} -a C=(${elements(make)})`;
  if (flag !== '' && how !== 'export') return `${how} ${flag} ${name(make)}=${word(make)}`;
  return `${how} ${one()}${make.chance(0.5) ? ` ${one()}` : ''}`;
};

const caseOf: Rule = (make) =>
  `case ${word(make)} in ${pattern(make)}${make.chance(0.4) ? `|${pattern(make)}` : ''}) ${make.pick([statement(make), ''])} ${make.pick([';;', ';&', ';;&'])} ${pattern(make)}) ${statement(make)} ;; ${make.pick(['', `*) ${statement(make)};;`])} esac`;

const body: Rule = (make) => {
  const outer = make.inLoop;
  make.inLoop = true;
  const inner = `${statement(make)}${make.chance(0.3) ? `; ${make.pick(['break', 'continue', `${test(make)} && break`, `${test(make)} || continue`, 'break 2'])}` : ''}`;
  make.inLoop = outer;
  return inner;
};

const functionCall: Rule = (make) => {
  const outer = { inFunction: make.inFunction, inLoop: make.inLoop };
  make.inFunction = true;
  make.inLoop = false;
  const called = make.pick(['f', 'g', 'h']);
  const parts = Array.from({ length: 1 + Number(make.pick(['0', '1', '2'])) }, () =>
    make.pick([statement(make), declaring(make), declaring(make)]),
  );
  const end = make.pick(['', '', '; return', '; return 3', '; shift', '; w=$#', '; break']);
  Object.assign(make, outer);
  const call = `${make.chance(0.2) ? `${name(make)}=${word(make)} ` : ''}${called} ${make.pick(['', words(make), words(make), 'x', 'A'])}`;
  return `${called}() { ${parts.join('; ')}${end}\n}; ${call}`;
};

const reference: Rule = (make) =>
  make.pick([
    `declare -n r=${make.pick(['x', 'y', 'v', 'w'])}; r=${word(make)}; unset -n r`,
    `f() { local -n r=$1; r${make.pick(['=', '+='])}${word(make)}; v=\${r}; }; f ${make.pick(['x', 'y', 'v', 'n'])}`,
    `f() { local -n l=$1; l+=(${words(make)}); w=\${l[0]}\${#l[@]}; }; f ${make.pick(['A', 'B', 'C'])}`,
    `f() { local -n m=$1; for v in "\${!m[@]}"; do w+=$v\${m[$v]}; done; }; f ${make.pick(['M', 'A'])}`,
    `g() { local -n o=$1; local z=${word(make)}; o=$z; }; g ${make.pick(['x', 'y', 'v', 'n'])}`,
    `for n in 1 2; do declare -n r=${make.pick(['x', 'y', 'w'])}; r+=$n; unset -n r; done`,
  ]);

const compound: Rule = (make) =>
  oneOf(
    make,
    [
      (m) =>
        `if ${m.pick([test(m), 'false', 'true'])}; then ${statement(m)}; ${m.pick(['', `else ${statement(m)}; `, `elif ${test(m)}; then ${statement(m)}; else v=$?; `])}fi`,
      caseOf,
      (m) => `for ${name(m)} in ${words(m)}; do ${body(m)}; done`,
      (m) => `i=0; while ((i++ < ${m.pick(['1', '2', '3'])})); do ${body(m)}; done`,
      (m) => `i=0; until [[ $i -ge 2 ]]; do ((i++)); ${body(m)}; done`,
      (m) => `for ((i=0; i<${m.pick(['0', '2', '3'])}; i++)); do ${body(m)}; done`,
      (m) => `{ ${statement(m)}; ${statement(m)}; }`,
      (m) => `( ${statement(m)}; ${m.pick([`exit ${m.pick(['2', ''])}`, 'false', statement(m)])} )`,
      functionCall,
      functionCall,
      (m) => `${test(m)} ${m.pick(['&&', '||'])} ${statement(m)}`,
      (m) =>
        `eval ${quoted(m.pick([statement(m), `x=$?; ${assignment(m)}`, `${assignment(m)}\n${assignment(m)}`]))}`,
      (m) => `( set -e; ${statement(m)}; ${statement(m)}; echo )`,
      (m) => `( trap '${m.pick(['exit 4', ':', 'false'])}' EXIT; ${statement(m)} )`,
    ],
    3,
  );

const other: Rule = (make) =>
  make.pick([
    `unset ${make.pick([name(make), 'A[1]', 'M[k]', "'A[0]'", '-v x', '-f f', 'A'])}`,
    `set -- ${words(make)}`,
    'shift',
    `let ${quoted(arithmetic(make))}`,
    `printf -v ${make.pick([name(make), name(make), 'A[1]', 'M[j]'])} ${quoted(make.pick(formats))} ${words(make)}`,
    `printf -v ${name(make)} %d ${make.pick(NUMBERS)}`,
    'false',
    'true',
    `v=$?`,
    `: ${words(make)}`,
    `IFS=${make.pick([',', ':', "' '"])}; C=($${name(make)}); v="\${A[*]}"; IFS=$' \\t\\n'`,
    `f() { local -; set -f; }; f; v=$?`,
    `LC_ALL=C; v=\${#${name(make)}}; LC_ALL=C.UTF-8`,
    make.inFunction ? `return ${make.pick(['', '1', '$n'])}` : ':',
  ]);

const statement: Rule = (make) =>
  oneOf(
    make,
    [
      assignment,
      assignment,
      test,
      other,
      assignment,
      declaring,
      reading,
      compound,
      compound,
      compound,
      reference,
      other,
      (m) => `${name(m)}=$(${spaced(commands(m))})`,
      (m) => `${name(m)}=$(${spaced(commands(m))}); v=$?`,
    ],
    5,
  );
