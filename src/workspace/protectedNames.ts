import { foldName } from './pathShape.ts';

/** How a name is protected: `deny` is never written, `ask` only with its own approval. */
export type Protection = 'deny' | 'ask';

// Names in their folded form (lower case). What configures an editor, an agent, a shell or version
// control runs code as soon as it is written.
const deniedNames = new Set(
  `.git .hg .svn .bzr .jj .vscode .vscode-test .idea .vs .fleet .devcontainer .devcontainer.json
  .husky .envrc .direnv .claude .claude.json .cursor .cursorrules .cursorignore .codex .gemini
  .continue .windsurf .windsurfrules .codeium .kiro .amazonq .junie .trae .zed .aider.conf.yml
  .agents .agent .opencode opencode.json .goosehints .mcp.json mcp.json mcp_config.json agents.md
  agents.override.md claude.md claude.local.md gemini.md .ssh .gnupg .netrc _netrc .aws .azure
  .kube .docker .gcloud .pgpass .my.cnf .pypirc .git-credentials .gitconfig .bashrc .bash_profile
  .bash_login .bash_logout .bash_aliases .profile .login .logout .zshrc .zshenv .zprofile .zlogin
  .zlogout .kshrc .cshrc .tcshrc .inputrc .vimrc .exrc .nvimrc .screenrc .tmux.conf .lldbinit
  .gdbinit .pythonrc .irbrc .pryrc profile.ps1 microsoft.powershell_profile.ps1
  microsoft.vscode_profile.ps1`.split(/\s+/),
);
const deniedShapes = [/^\.roo/, /^\.cline/, /\.code-workspace$/];

// Pairs of a folder and an entry in it.
const deniedPairs = new Set(
  `.github/agents .github/hooks .github/copilot-instructions.md .github/instructions
  .github/prompts .github/chatmodes .github/skills .config/fish .config/git .config/systemd`.split(
    /\s+/,
  ),
);

// What runs, or decides what runs, at the next build, install, test or start.
const askedNames = new Set(
  `package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb
  deno.json deno.jsonc deno.lock jsr.json .npmrc .yarn pnpm-workspace.yaml lerna.json nx.json
  turbo.json project.json pyproject.toml setup.py setup.cfg conftest.py tox.ini noxfile.py pytest.ini
  pipfile pipfile.lock poetry.lock uv.lock pdm.lock pip.conf sitecustomize.py usercustomize.py
  cargo.toml cargo.lock .cargo build.rs rust-toolchain rust-toolchain.toml go.mod go.sum go.work
  pom.xml build.xml .mvn gradlew mvnw gradle.properties makefile gnumakefile cmakelists.txt
  meson.build build.bazel workspace.bazel module.bazel .bazelrc justfile taskfile.yml
  dockerfile containerfile compose.yml compose.yaml jenkinsfile vagrantfile procfile rakefile gemfile
  gemfile.lock .gitattributes .gitmodules .gitlab-ci.yml .travis.yml .circleci azure-pipelines.yml
  .pre-commit-config.yaml lefthook.yml .lefthook.yml .github nuget.config global.json
  directory.build.rsp flake.nix default.nix shell.nix .tool-versions mise.toml .mise.toml .node-version
  .nvmrc .python-version gruntfile gulpfile`.split(/\s+/),
);
const askedShapes = [
  /^\.env(?:[.-].*)?$/,
  /^\.yarnrc/,
  /^\.pnpmfile/,
  /^requirements.*\.(?:txt|in)$/,
  /^(?:docker-compose|dockerfile|makefile|containerfile)[.-]/,
  /^(?:gruntfile|gulpfile|jakefile|snowpack|karma\.conf|wallaby)\.[cm]?[jt]s$/,
  /^\.?[\w-]+(?:\.[\w-]+)*\.(?:config|conf|setup)\.(?:[cm]?[jt]s|json)$/,
  /^\.(?:eslintrc|prettierrc|babelrc|mocharc|stylelintrc|swcrc|lintstagedrc|nycrc|postcssrc)/,
  /^[tj]sconfig(?:\..*)?\.json$/,
  /\.(?:gradle|gradle\.kts|mk|cmake|pth|csproj|vbproj|fsproj|vcxproj|proj|props|targets|sln)$/,
  /\.(?:sh|bash|zsh|fish|ksh|csh|ps1|psm1|psd1|bat|cmd|com|exe|msi|dll|so|dylib|vbs|vbe|wsf|hta)$/,
  /\.(?:scr|jar|app|command|desktop|lnk|url|reg|service|node|wasm|vsix)$/,
];

/** The strongest protection of a path, its names taken in the form {@link foldName} gives. */
export function protectionOf(names: readonly string[]): Protection | undefined {
  const folded = names.map(foldName);
  const isDenied = folded.some(
    (name, index) =>
      deniedNames.has(name) ||
      deniedShapes.some((shape) => shape.test(name)) ||
      deniedPairs.has(`${folded[index - 1] ?? ''}/${name}`),
  );
  // HEAD is what makes git take a folder for a repository, with its hooks and its config.
  if (isDenied || names.at(-1)?.toUpperCase() === 'HEAD') return 'deny';
  const isAsked = folded.some(
    (name) => askedNames.has(name) || askedShapes.some((shape) => shape.test(name)),
  );
  return isAsked ? 'ask' : undefined;
}
