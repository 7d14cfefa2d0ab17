import type { Token } from 'markdown-it';
import { showControls } from '../showControls.ts';

/** What the page may show of a message; everything else has become text. */
export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string; readonly language: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly MarkdownNode[] }
  | {
      readonly kind: 'element';
      readonly tag: SafeTag;
      readonly start?: number;
      readonly align?: 'left' | 'center' | 'right';
      readonly children: readonly MarkdownNode[];
    };

const blockTags = [
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'blockquote',
] as const;
const inlineTags = ['em', 'strong', 's', 'code', 'hr', 'br'] as const;
const tableTags = ['table', 'thead', 'tbody', 'tr', 'th', 'td'] as const;
const safeTags: readonly string[] = [...blockTags, ...inlineTags, ...tableTags];

/** The only elements that model text can become. */
export type SafeTag = (typeof blockTags | typeof inlineTags | typeof tableTags)[number];

interface OpenNode {
  readonly token: Token | undefined;
  readonly children: MarkdownNode[];
}

/** Turns markdown-it's flat tokens into a tree of allowed nodes. */
export function toTree(tokens: readonly Token[]): readonly MarkdownNode[] {
  const stack: OpenNode[] = [{ token: undefined, children: [] }];
  for (const token of tokens) {
    const top = stack.at(-1);
    if (token.nesting === 1) stack.push({ token, children: [] });
    else if (token.nesting === -1) {
      const closed = stack.length > 1 ? stack.pop() : undefined;
      if (closed) stack.at(-1)?.children.push(...close(closed));
    } else top?.children.push(...leaf(token));
  }
  while (stack.length > 1) {
    const closed = stack.pop();
    if (closed) stack.at(-1)?.children.push(...close(closed));
  }
  return stack[0]?.children ?? [];
}

function close({ token, children }: OpenNode): readonly MarkdownNode[] {
  if (!token || token.hidden) return children;
  if (token.type === 'link_open') {
    const url = toWebUrl(attribute(token, 'href'));
    return url === undefined ? children : [{ kind: 'link', url, children }];
  }
  if (!isSafeTag(token.tag)) return children;
  const start = Number(attribute(token, 'start'));
  const align = /text-align:(left|center|right)/.exec(attribute(token, 'style'))?.[1];
  return [
    {
      kind: 'element',
      tag: token.tag,
      ...(token.tag === 'ol' && Number.isSafeInteger(start) && start > 0 && { start }),
      ...(align && { align: align as 'left' | 'center' | 'right' }),
      children,
    },
  ];
}

function leaf(token: Token): readonly MarkdownNode[] {
  switch (token.type) {
    case 'inline':
      return toTree(token.children ?? []);
    case 'fence':
    case 'code_block':
      return [{ kind: 'code', code: token.content, language: languageOf(token.info) }];
    case 'code_inline':
      return [{ kind: 'element', tag: 'code', children: [textNode(token.content)] }];
    case 'softbreak':
      return [textNode('\n')];
    case 'hardbreak':
      return [{ kind: 'element', tag: 'br', children: [] }];
    case 'hr':
      return [{ kind: 'element', tag: 'hr', children: [] }];
    default:
      // Images end here: their text is shown, their address is never asked for.
      return token.content === '' ? [] : [textNode(token.content)];
  }
}

function textNode(text: string): MarkdownNode {
  return { kind: 'text', text: showControls(text) };
}

function languageOf(info: string): string {
  return /^[\w+#.-]{1,32}/.exec(info.trim())?.[0] ?? '';
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

function isSafeTag(tag: string): tag is SafeTag {
  return safeTags.includes(tag);
}

/** The address as the browser would ask for it (punycode, escapes), if it is a web page's. */
function toWebUrl(href: string): string | undefined {
  if (!/^https?:\/\//i.test(href) || href.length > 2048) return undefined;
  return URL.parse(href)?.href;
}
