import type { Token } from 'markdown-it';
import { fileReference, type FileReference } from '../fileReference.ts';
import { showControls } from '../showControls.ts';

/** What the page may show of a message; everything else has become text. */
export type MarkdownNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string; readonly language: string }
  | { readonly kind: 'link'; readonly url: string; readonly children: readonly MarkdownNode[] }
  /** A link only where there is such a file. */
  | {
      readonly kind: 'file';
      readonly reference: FileReference;
      readonly children: readonly MarkdownNode[];
    }
  | {
      readonly kind: 'element';
      readonly tag: SafeTag;
      readonly start?: number;
      /** Of an item in a list of tasks: it is done, or it is not. */
      readonly isChecked?: boolean;
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
    return toLink(attribute(token, 'href'), children.flatMap(withoutLinks));
  }
  if (!isSafeTag(token.tag)) return children;
  const start = Number(attribute(token, 'start'));
  const task = token.tag === 'li' ? toTask(children) : undefined;
  const align = /text-align:(left|center|right)/.exec(attribute(token, 'style'))?.[1];
  return [
    {
      kind: 'element',
      tag: token.tag,
      ...(token.tag === 'ol' && Number.isSafeInteger(start) && start > 0 && { start }),
      ...(align && { align: align as 'left' | 'center' | 'right' }),
      ...(task ?? { children }),
    },
  ];
}

/** An address becomes a link when it is of the web, or may be that of a file of the folder. */
function toLink(href: string, children: readonly MarkdownNode[]): readonly MarkdownNode[] {
  const url = toWebUrl(href);
  if (url !== undefined) return [{ kind: 'link', url, children }];
  const reference = fileReference(decoded(href));
  return reference ? [{ kind: 'file', reference, children }] : children;
}

/** There is no link inside a link. */
function withoutLinks(node: MarkdownNode): readonly MarkdownNode[] {
  switch (node.kind) {
    case 'file':
    case 'link':
      return node.children;
    case 'element':
      return [{ ...node, children: node.children.flatMap(withoutLinks) }];
    default:
      return [node];
  }
}

/** Takes the box off a list item that begins with one, as GitHub has it. */
function toTask(
  children: readonly MarkdownNode[],
): { readonly isChecked: boolean; readonly children: readonly MarkdownNode[] } | undefined {
  const [first, ...rest] = children;
  if (first?.kind === 'element' && first.tag === 'p') {
    const inner = toTask(first.children);
    return inner && { ...inner, children: [{ ...first, children: inner.children }, ...rest] };
  }
  const box = first?.kind === 'text' ? /^\[([ xX])\]\s/.exec(first.text) : null;
  if (first?.kind !== 'text' || !box) return undefined;
  const text = first.text.slice(box[0].length);
  return { isChecked: box[1] !== ' ', children: [{ kind: 'text', text }, ...rest] };
}

function leaf(token: Token): readonly MarkdownNode[] {
  switch (token.type) {
    case 'inline':
      return toTree(token.children ?? []);
    case 'fence':
    case 'code_block':
      return [{ kind: 'code', code: token.content, language: languageOf(token.info) }];
    case 'code_inline':
      return inlineCode(token.content);
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

function inlineCode(text: string): readonly MarkdownNode[] {
  const code: MarkdownNode = { kind: 'element', tag: 'code', children: [textNode(text)] };
  const reference = fileReference(text);
  return reference ? [{ kind: 'file', reference, children: [code] }] : [code];
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

function decoded(href: string): string {
  try {
    return decodeURI(href);
  } catch {
    // A stray per cent sign.
    return href;
  }
}
