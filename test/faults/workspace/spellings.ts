/** Names that are denied at any depth, each written as the rules give it. */
export const deniedNames: readonly string[] = [
  ...['.git', '.hg', '.svn', '.vscode', '.idea', '.vs', 'my.code-workspace', '.devcontainer'],
  ...['.husky', '.envrc', '.claude', '.cursor', '.codex', '.gemini', '.roo', '.roomodes'],
  ...['.clinerules', '.continue', '.windsurf', '.kiro', '.amazonq', '.junie', '.trae', '.zed'],
  ...['.mcp.json', 'mcp.json', 'AGENTS.md', 'CLAUDE.md', 'GEMINI.md', '.ssh', '.gnupg', '.netrc'],
  ...['.aws', '.kube', '.bashrc', '.profile', '.zshrc', '.zshenv'],
  ...['.github/agents', '.github/hooks', '.github/copilot-instructions.md'],
];

/** Ways in which a file system, an editor or a reader may take one name for another. */
export function spellingsOf(name: string): readonly string[] {
  const last = name.split('/').at(-1) ?? name;
  const folder = name.slice(0, name.length - last.length);
  const [first = '', second = '', ...rest] = last;
  const inserted = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202e', '\u0000'];
  const short = last.replaceAll('.', '').slice(0, 6).toUpperCase();
  return [
    ...[last, last.toUpperCase(), last.toLowerCase(), first + second.toUpperCase() + rest.join('')],
    ...[`${last}.`, `${last} `, `${last}..`, `${last}. `, ` ${last}`, `${last}\t`, `${last}\n`],
    ...[`${last}::$INDEX_ALLOCATION`, `${last}::$DATA`, `${last}:hidden`, `${short}~1`],
    ...inserted.map((sign) => first + sign + second + rest.join('')),
    ...[
      last.replaceAll('s', '\u017f'),
      last.replaceAll('i', '\u0131'),
      last.replaceAll('k', '\u212a'),
    ],
    ...[last.replaceAll(/[a-z]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0))],
    ...[last.replace('.', '\uff0e'), last.replace('.', '\u2024'), last.replace('.', '%2e')],
    ...[`a\\${last}`, `.\\${last}`, `./${last}`, `a//${last}`, `a/../${last}`, `a/./${last}`],
    last.replace(/[aeiou]/, (sign) => `${sign}\u0301`),
  ].map((spelling) => folder + spelling);
}

/** Paths that lead out of the folder, or that mean something else than a file in it. */
export const outsidePaths: readonly string[] = [
  ...['', '.', '..', '/', '/etc/passwd', '//server/share/x', '../x', 'a/../../x', '../root_evil/x'],
  ...['a/..', 'a/b/../../..', './../x', '~', '~/x', '~root/x', 'file:///etc/passwd', 'file:x'],
  ...['%2e%2e/x', '..%2fx', '%2Fetc%2Fpasswd', 'a/%00', 'vscode://x', 'http://localhost/x'],
  ...['C:\\x', 'C:x', 'c:/x', '\\\\server\\share\\x', '\\\\?\\C:\\x', '\\\\.\\pipe\\x', '\\x'],
  ...[
    '..\\x',
    'a\\..\\..\\x',
    'a/..\\..\\x',
    'x\0',
    'x\0.ts',
    'a\nb.ts',
    'a\u001bb.ts',
    'a\u0085b',
  ],
  ...['a\u202eb.ts', 'a\u2066b.ts', 'a\u200bb.ts', 'a\u2028b.ts', '\ud800.ts', 'a\u{e0041}.ts'],
  ...[
    'CON',
    'con.ts',
    'src/NUL',
    'nul.txt',
    'aux.js',
    'PRN',
    'COM1',
    'com9.ts',
    'lpt1',
    'LPT\u00b9.x',
  ],
  ...['CONIN$', 'CONOUT$.txt', 'COM0', 'a.', 'a ', 'a/b./c', 'a/b /c', '...', 'a/.../b', ' a'],
  ...['a:b', 'a.ts:stream', 'a.ts::$DATA', 'a*b', 'a?b', 'a"b', 'a<b', 'a>b', 'a|b', 'PROGRA~1/x'],
  ...['e\u0301.ts', 'x'.repeat(250), `${'d/'.repeat(600)}x`],
];
