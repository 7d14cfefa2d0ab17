const folders = new Set(
  (
    'node_modules .git .hg .svn dist out build coverage target vendor .venv venv env __pycache__ .mypy_cache ' +
    '.pytest_cache .ruff_cache .tox .next .nuxt .cache .idea .vscode-test .gradle bower_components site-packages'
  ).split(' '),
);
const textEndings = new Set(
  (
    'ts tsx mts cts js jsx mjs cjs py pyi go rs java kt c h cc cpp hpp cs rb php swift scala sh ' +
    'json toml yaml yml ini cfg md rst txt html css scss sql graphql proto vue svelte'
  ).split(' '),
);
// What builds a project, under endings that others have, too.
const manifests = new Set(['go.mod', 'pom.xml']);
const lockFiles =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Cargo\.lock|go\.sum)$|\.min\.(?:js|css)$|\.map$/;
const secret =
  /^\.env(?:\..*)?$|\.env$|^\.(?:npmrc|netrc|pypirc|git-credentials|htpasswd)$|\.(?:pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg)$|^id_(?:rsa|dsa|ecdsa|ed25519)|credentials?(?:\.\w+)?$|^secrets?\.\w+$|service[-_]?account.*\.json$/i;

/** Folders nobody's own code is in; never entered. */
export function isSkippedFolder(name: string): boolean {
  return folders.has(name) || /^\.(?:aws|ssh|gnupg|kube|docker|azure)$/.test(name);
}

/** Keys, tokens and passwords by their usual names: never read, whatever asks. */
export function isSecretFile(name: string): boolean {
  return secret.test(name);
}

/** Text worth searching, by name: source, documentation and manifests, no lock or built files. */
export function isSearchableFile(name: string): boolean {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  if (manifests.has(name)) return true;
  return textEndings.has(ending) && !lockFiles.test(name) && !isSecretFile(name);
}
