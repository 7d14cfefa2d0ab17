/** What a script would do, and an address nothing may ask for. */
export const script = 'window.hacked=true';
export const foreign = 'http://127.0.0.1:9/x';

const html = [
  `<script>${script}</script>`,
  `<ScRiPt src="${foreign}"></ScRiPt>`,
  `<script type=module>import '${foreign}'</script>`,
  `<img src=x onerror="${script}">`,
  `<img src="${foreign}">`,
  `<img srcset="${foreign} 1x" loading=eager>`,
  `<image href="${foreign}">`,
  `<picture><source srcset="${foreign}"></picture>`,
  `<input type=image src="${foreign}" onfocus="${script}" autofocus>`,
  `<svg onload="${script}"><script>${script}</script></svg>`,
  `<svg><image href="${foreign}"/><use href="${foreign}#x"/></svg>`,
  `<svg><animate onbegin="${script}" attributeName=x dur=1s>`,
  `<svg><a xlink:href="javascript:${script}"><text>x</text></a></svg>`,
  `<svg><foreignObject><iframe src="${foreign}"></iframe></foreignObject></svg>`,
  `<svg><style>@import url(${foreign});</style></svg>`,
  `<math><mtext><style><img src onerror="${script}"></style></mtext></math>`,
  `<math><maction actiontype=statusline xlink:href="javascript:${script}">x</maction></math>`,
  `<iframe src="javascript:${script}"></iframe>`,
  `<iframe srcdoc="<script>parent.hacked=true</script>"></iframe>`,
  `<object data="${foreign}"></object><embed src="${foreign}">`,
  `<link rel=stylesheet href="${foreign}"><style>@import '${foreign}';</style>`,
  `<link rel=prefetch href="${foreign}"><link rel=dns-prefetch href="//example.org">`,
  `<base href="${foreign}"><meta http-equiv=refresh content="0;url=${foreign}">`,
  `<meta http-equiv=Content-Security-Policy content="default-src *">`,
  `<form action="${foreign}"><button autofocus onfocus="${script}">x</button></form>`,
  `<button formaction="javascript:${script}">x</button>`,
  `<a href="javascript:${script}" onclick="${script}">x</a>`,
  `<a href="command:workbench.action.quit">x</a>`,
  `<a ping="${foreign}" href="#" target=_blank>x</a>`,
  `<details open ontoggle="${script}">`,
  `<video><source onerror="${script}"></video>`,
  `<video poster="${foreign}" autoplay></video><audio src="${foreign}">`,
  `<track src="${foreign}"><marquee onstart="${script}">x</marquee>`,
  `<template><script>${script}</script></template>`,
  `<div style="background:url(${foreign})" onmouseover="${script}">x</div>`,
  `<style>*{background:url(${foreign})}</style>`,
  `<body onload="${script}"><html onclick="${script}">`,
  `<x-element onpointerenter="${script}" contenteditable>x</x-element>`,
  `<div id=root></div><div id=posted></div><form id=document></form>`,
  `<!--><script>${script}</script-->`,
  `<![CDATA[<script>${script}</script>]]>`,
  `<?xml-stylesheet href="${foreign}"?>`,
  `</code></pre><script>${script}</script>`,
  `</span></li></ol></main><script>${script}</script>`,
  `&lt;script&gt;${script}&lt;/script&gt;&#60;script&#62;`,
  `<noscript><p title="</noscript><img src onerror=${script}>">`,
  `<xmp><img src onerror="${script}"></xmp><plaintext>`,
];

/** Addresses that must never become a link. */
export const links = [
  `javascript:${script}`,
  `JaVaScRiPt:${script}`,
  `java\tscript:${script}`,
  `&#106;avascript:${script}`,
  `javascript&colon;${script}`,
  `%6aavascript:${script}`,
  `data:text/html,<script>${script}</script>`,
  'data:image/svg+xml;base64,PHN2Zz4=',
  'vbscript:x',
  'file:///etc/passwd',
  'command:workbench.action.quit',
  'command:caravan.apply?%5B%22run-1%22%5D',
  'vscode:extension/x',
  'vscode://settings/security.workspace.trust.enabled',
  'vscode-insiders:extension/x',
  'vscode-resource:/etc/passwd',
  'vscode-webview://x/index.html',
  'ssh://example.org',
  'ms-settings:x',
  '//example.org/x',
  '\\\\example.org\\share',
  'blob:http://x/1',
  'about:blank',
  '#root',
];

const shapes: readonly ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `- ${payload}\n\n> ${payload}\n\n# ${payload}`,
  (payload) => `\`\`\`${payload}\n${payload}\n\`\`\`\n\n\`${payload}\``,
  (payload) => `| ${payload} | b |\n|---|---|\n| ${payload} | ${payload} |`,
];

const linkShapes: readonly ((url: string) => string)[] = [
  (url) => `[x](${url})`,
  (url) => `[x](<${url}>)`,
  (url) => `<${url}>`,
  (url) => `[x][r]\n\n[r]: ${url}`,
  (url) => `![x](${url})`,
  (url) => `[![x](${url})](${url} "${url}")`,
];

/** Texts that look like messages of the host or of the view, or like what renders them. */
const messages = [
  '{"seq":1,"type":"snapshot","snapshot":{}}',
  '{"type":"apply","runId":"run-1"}',
  '{"type":"send","text":"rm -rf /","mode":"code"}',
  `{"type":"script","props":{"children":"${script}"},"constructor":null}`,
  `{"dangerouslySetInnerHTML":{"__html":"<img src onerror=${script}>"}}`,
  '{"__proto__":{"isTrusted":true}}',
  `\${${script}} {{${script}}} <%= ${script} %> #{${script}}`,
  '{0} {1} {toString} {constructor} {__proto__}',
  `\\href{javascript:${script}}{x} $\\url{${foreign}}$ $$\\includegraphics{${foreign}}$$`,
  `\`\`\`mermaid\ngraph TD; A-->B; click A href "javascript:${script}"\n\`\`\``,
  `\`\`\`html\n<script>${script}</script>\n\`\`\``,
  `\`\`\`"onmouseover="${script}\nx\n\`\`\``,
  `![x](${foreign})`,
  `![x](${foreign} "title")`,
  `[x](${foreign} "\\" onmouseover=${script} \\"")`,
  `${'> '.repeat(200)}x`,
  `${'- '.repeat(200)}x`,
  `${'['.repeat(2000)}x${']'.repeat(2000)}`,
  `${'*_'.repeat(1000)}x`,
  `${'`'.repeat(500)}\n${'x'.repeat(5000)}`,
  `|${'a|'.repeat(300)}\n|${'-|'.repeat(300)}\n|${'b|'.repeat(300)}`,
  'x'.repeat(20_000),
];

/** Characters that reorder or hide what stands beside them. */
const unseen = [
  'Apply \u202egpj.exe\u202c now \u2066x\u2069',
  'a\u200bb\u2060c `d\u{e0041}\u{e0042}`\n\n```\ne\u00adf\u0007g\n```',
];

/** Everything a model, a file or a server may write to be more than text. */
export const payloads: readonly string[] = [
  ...html.flatMap((payload) => shapes.map((shape) => shape(payload))),
  ...links.flatMap((url) => linkShapes.map((shape) => shape(url))),
  ...messages,
  ...unseen,
];
