import { userText, type UserText } from '../base/userText.ts';
import { escapeInvisible } from './pathShape.ts';

/**
 * Why a content needs its own approval: an editor that opens it would fetch an address it names
 * (a remote JSON schema, an external XML entity). Undefined when it does not.
 */
export function contentRisk(path: string, content: string): UserText | undefined {
  const address = remoteAddress(path.toLowerCase(), content);
  return address === undefined
    ? undefined
    : userText('{0} makes editors fetch {1}.', path, escapeInvisible(address).slice(0, 300));
}

function remoteAddress(path: string, content: string): string | undefined {
  if (/\.(?:jsonc?|json5|webmanifest|geojson|ya?ml|toml)$/.test(path)) {
    // JSON may spell any letter as \uXXXX.
    const plain = content.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    );
    const [, inJson] = /\$(?:schema|ref)["']?\s*[:=]\s*["']?((?:[a-z]+:)?\\?\/\\?\/[^\s"']+)/i.exec(
      plain,
    ) ?? [undefined, undefined];
    const [, inComment] = /(?:yaml-language-server:\s*\$schema=|#:schema\s+)(\S+)/i.exec(plain) ?? [
      undefined,
      undefined,
    ];
    return inJson ?? inComment;
  }
  if (/\.(?:xml|xsd|xslt?|svg|xhtml|html?|plist|wsdl|config|resx|xaml)$/.test(path)) {
    const entity =
      /<!(?:DOCTYPE|ENTITY)[^>]*\b(?:SYSTEM|PUBLIC)\b[^>]*?["']((?:[a-z]+:)?\/\/[^"']+)/i;
    const include = /(?:schemaLocation|<xi:include[^>]*href)\s*=\s*["']([^"']*:\/\/[^"']+)/i;
    return (entity.exec(content) ?? include.exec(content))?.[1];
  }
  return undefined;
}
