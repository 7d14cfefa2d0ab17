import { c, cpp, csharp, dart, java, kotlin, scala } from '@codemirror/legacy-modes/mode/clike';
import { css, less, sCSS } from '@codemirror/legacy-modes/mode/css';
import { diff } from '@codemirror/legacy-modes/mode/diff';
import { dockerFile } from '@codemirror/legacy-modes/mode/dockerfile';
import { go } from '@codemirror/legacy-modes/mode/go';
import { javascript, json, typescript } from '@codemirror/legacy-modes/mode/javascript';
import { lua } from '@codemirror/legacy-modes/mode/lua';
import { powerShell } from '@codemirror/legacy-modes/mode/powershell';
import { properties } from '@codemirror/legacy-modes/mode/properties';
import { python } from '@codemirror/legacy-modes/mode/python';
import { ruby } from '@codemirror/legacy-modes/mode/ruby';
import { rust } from '@codemirror/legacy-modes/mode/rust';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import { standardSQL } from '@codemirror/legacy-modes/mode/sql';
import { swift } from '@codemirror/legacy-modes/mode/swift';
import { toml } from '@codemirror/legacy-modes/mode/toml';
import { html, xml } from '@codemirror/legacy-modes/mode/xml';
import { yaml } from '@codemirror/legacy-modes/mode/yaml';
import type { StreamParser } from '@codemirror/streamparser';

/** Parsers by the names that models write behind the fence of a block, in lower case. */
const parsers: readonly (readonly [parser: StreamParser<unknown>, ...names: readonly string[]])[] =
  [
    [c, 'c', 'h'],
    [cpp, 'cpp', 'c++', 'cc', 'cxx', 'hpp'],
    [csharp, 'csharp', 'c#', 'cs'],
    [css, 'css'],
    [dart, 'dart'],
    [diff, 'diff', 'patch'],
    [dockerFile, 'dockerfile', 'docker'],
    [go, 'go', 'golang'],
    [html, 'html', 'htm', 'vue', 'svelte'],
    [java, 'java'],
    [javascript, 'javascript', 'js', 'jsx', 'mjs', 'cjs', 'javascriptreact'],
    [json, 'json', 'jsonc', 'json5', 'jsonl'],
    [kotlin, 'kotlin', 'kt', 'kts'],
    [less, 'less'],
    [lua, 'lua'],
    [powerShell, 'powershell', 'ps1', 'pwsh'],
    [properties, 'ini', 'properties', 'env', 'dotenv'],
    [python, 'python', 'py', 'python3', 'py3'],
    [ruby, 'ruby', 'rb'],
    [rust, 'rust', 'rs'],
    [sCSS, 'scss'],
    [scala, 'scala'],
    [shell, 'bash', 'sh', 'shell', 'zsh', 'shellscript'],
    [standardSQL, 'sql', 'postgresql', 'postgres', 'mysql', 'sqlite'],
    [swift, 'swift'],
    [toml, 'toml'],
    [typescript, 'typescript', 'ts', 'tsx', 'mts', 'cts', 'typescriptreact'],
    [xml, 'xml', 'svg', 'xsd', 'xsl'],
    [yaml, 'yaml', 'yml'],
  ];

/** The parser of a language by the name an answer gives it; none is guessed. */
export function parserOf(language: string): StreamParser<unknown> | undefined {
  const name = language.toLowerCase();
  return parsers.find(([, ...names]) => names.includes(name))?.[0];
}
