/** A part of an XML text, in its order. */
export type XmlPart =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const named: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/**
 * Reads the XML that test reports are written in (XML 1.0 without a document type, so that there
 * are no entities to expand and nothing outside to fetch); undefined for any other text.
 */
export function readXml(text: string): readonly XmlPart[] | undefined {
  const parts: XmlPart[] = [];
  const open: string[] = [];
  let at = 0;
  const skipTo = (end: string, from: number): string | undefined => {
    const found = text.indexOf(end, from);
    if (found < 0) return undefined;
    at = found + end.length;
    return text.slice(from, found);
  };
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next < 0 ? text.length : next);
    if (plain.trim() !== '') parts.push({ kind: 'text', text: decode(plain) });
    if (next < 0) break;
    if (text.startsWith('<![CDATA[', next)) {
      const raw = skipTo(']]>', next + 9);
      if (raw === undefined) return undefined;
      parts.push({ kind: 'text', text: raw });
    } else if (text.startsWith('<!--', next)) {
      if (skipTo('-->', next + 4) === undefined) return undefined;
    } else if (text.startsWith('<?', next)) {
      if (skipTo('?>', next + 2) === undefined) return undefined;
    } else if (text.startsWith('</', next)) {
      const name = skipTo('>', next + 2)?.trim();
      if (name === undefined || open.pop() !== name) return undefined;
      parts.push({ kind: 'close', name });
    } else {
      const tag = readTag(text, next + 1);
      if (!tag) return undefined;
      at = tag.end;
      parts.push({ kind: 'open', name: tag.name, attributes: tag.attributes });
      if (tag.isEmpty) parts.push({ kind: 'close', name: tag.name });
      else open.push(tag.name);
    }
  }
  return open.length === 0 ? parts : undefined;
}

function readTag(text: string, from: number) {
  const start = /([A-Za-z_][\w:.-]*)/y;
  start.lastIndex = from;
  const name = start.exec(text)?.[1];
  if (name === undefined) return undefined;
  const attributes = new Map<string, string>();
  const attribute = /\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
  let end = start.lastIndex;
  for (;;) {
    attribute.lastIndex = end;
    const [, key, double, single] = attribute.exec(text) ?? [];
    if (key === undefined) break;
    attributes.set(key, decode(double ?? single ?? ''));
    end = attribute.lastIndex;
  }
  const rest = /\s*(\/?)>/y;
  rest.lastIndex = end;
  const [, slash] = rest.exec(text) ?? [];
  if (slash === undefined) return undefined;
  return { name, attributes, isEmpty: slash !== '', end: rest.lastIndex };
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
