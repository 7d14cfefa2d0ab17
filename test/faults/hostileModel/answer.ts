import type { ReceivedChat } from '../../support/scriptedOllama.ts';
import type { Attack } from './attacks.ts';

/** The worst answer to a request: an object that fits what is asked, or files, with the attack. */
export function hostileAnswer(chat: ReceivedChat, { path, content }: Attack): string {
  if (typeof chat.format === 'object' && chat.format !== null) {
    return JSON.stringify(fill(chat.format, path, content ?? path));
  }
  const text = content ?? `export const evil = ${JSON.stringify(path)};`;
  const files = [path, `${path}.test.ts`, '.vscode/tasks.json', '../evil.ts', 'package.json'];
  return files.map((name) => `FILE: ${name}\n\`\`\`typescript\n${text}\n\`\`\`\n`).join('\n');
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
}

function fill(schema: Schema, path: string, text: string, name = ''): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf?.[0]) return fill(schema.anyOf[0], path, text, name);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, value]) => [
          key,
          fill(value, path, text, key),
        ]),
      );
    case 'array':
      return [fill(schema.items ?? { type: 'string' }, path, text, name)];
    case 'boolean':
      return true;
    case 'number':
    case 'integer':
      return 1;
    default:
      return /path|file/i.test(name) ? path : /name|symbol/i.test(name) ? 'slugify' : text;
  }
}
