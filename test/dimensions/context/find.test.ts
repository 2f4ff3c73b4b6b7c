import { describe, expect, test } from 'vitest';
import { findCi } from '../../../src/dimensions/context/find-ci.ts';
import { findContainer } from '../../../src/dimensions/context/find-container.ts';
import { findIde } from '../../../src/dimensions/context/find-ide.ts';
import { findShell } from '../../../src/dimensions/context/find-shell.ts';
import { goArch, goOs } from '../../../src/dimensions/context/go-names.ts';
import { osVersion, parseOsRelease } from '../../../src/dimensions/context/os-version.ts';
import type { Ancestor } from '../../../src/host/process-tree.ts';

/** Ancestors by executable, nearest first, with pids 900, 800, …; a name of its own stands after a space. */
function above(...processes: readonly string[]): readonly Ancestor[] {
  return processes.map((process, at) => {
    const [path = '', name = path.slice(path.lastIndexOf('/') + 1)] = process.split('|');
    return { pid: 900 - 100 * at, name, executable: path === '?' ? null : path };
  });
}

describe('the shell', () => {
  test.each([
    ['the nearest one', above('/usr/bin/make', '/usr/bin/zsh', '/usr/bin/bash'), '/bin/fish', '/usr/bin/zsh'],
    ['what sh really is', above('/usr/bin/dash|sh'), undefined, '/usr/bin/dash'],
    ['what runs a script', above('/usr/bin/bash|deploy.sh'), undefined, '/usr/bin/bash'],
    ['a part of busybox', above('/bin/busybox|ash'), undefined, '/bin/busybox'],
    ["another user's, by name", above('?|zsh'), undefined, 'zsh'],
    ['SHELL where no shell is above', above('/usr/lib/systemd/systemd'), '/bin/fish', '/bin/fish'],
    ['nothing else', above('/usr/lib/systemd/systemd'), '', null],
  ])('is %s', (_, ancestors, variable, expected) => {
    expect(findShell(ancestors, variable)).toBe(expected);
  });
});

describe('the editor', () => {
  test.each([
    ['VS Code', '/usr/share/code/code'],
    ['VS Code', '/home/ann/.vscode-server/cli/servers/Stable-1a/server/node|node'],
    ['VS Code', '/vscode/bin/linux-x64/1a/node|node'],
    ['VS Code', '/Applications/Visual Studio Code.app/Contents/MacOS/Electron'],
    ['code-server', '/usr/lib/code-server/lib/node|node'],
    ['VSCodium', '/usr/share/codium/codium'],
    ['Cursor', '/opt/cursor/cursor'],
    ['Cursor', '/home/ann/.cursor-server/bin/1a/node|node'],
    ['GoLand', '/opt/GoLand-2026.1/jbr/bin/java'],
    ['GoLand', '/opt/GoLand-2026.1/bin/goland'],
    ['GoLand', '/Applications/GoLand.app/Contents/MacOS/goland'],
    ['IntelliJ IDEA', '/home/ann/.local/share/JetBrains/Toolbox/apps/intellij-idea/jbr/bin/java'],
    ['CLion', '/opt/clion/bin/clion64'],
    ['Neovim', '/usr/bin/nvim'],
    ['Vim', '/usr/bin/vim.basic|vim'],
    ['Emacs', '/usr/bin/emacs-29.1'],
    ['Zed', '/usr/libexec/zed-editor'],
    ['Sublime Text', '/opt/sublime_text/sublime_text'],
    ['Vim', '?|vim'],
  ])('is %s if %s is above', (name, process) => {
    expect(findIde(above('/usr/bin/bash', process, '/usr/lib/systemd/systemd'), {})).toEqual({
      name,
      pid: 800,
    });
  });

  test.each([
    '/usr/bin/encode',
    '/usr/bin/java',
    '/usr/bin/vimdiff-tool',
    '/opt/idea-notes/bin/server',
    '/usr/bin/node',
  ])('is not %s', (process) => {
    expect(findIde(above(process), {})).toBe(null);
  });

  test('is the nearest one, and its topmost process', () => {
    const tree = above(
      '/usr/bin/bash',
      '/usr/share/code/code|ptyHost',
      '/usr/share/code/code',
      '/usr/bin/zsh',
      '/usr/bin/emacs',
    );
    expect(findIde(tree, { INSIDE_EMACS: '29.1,comint' })).toEqual({ name: 'VS Code', pid: 700 });
  });

  test.each([
    [{ TERM_PROGRAM: 'vscode' }, 'VS Code', null],
    [{ VSCODE_IPC_HOOK_CLI: '/run/user/1000/vscode-ipc-1.sock' }, 'VS Code', null],
    [{ VSCODE_GIT_IPC_HANDLE: '/run/user/1000/vscode-git-1.sock' }, 'VS Code', null],
    [{ VSCODE_PID: '4711' }, 'VS Code', 4711],
    [{ VSCODE_PID: 'evil' }, 'VS Code', null],
    [{ TERM_PROGRAM: 'vscode', CURSOR_TRACE_ID: '1a', VSCODE_PID: '4711' }, 'Cursor', 4711],
    [{ TERMINAL_EMULATOR: 'JetBrains-JediTerm' }, 'JetBrains', null],
    [{ IDEA_INITIAL_DIRECTORY: '/home/ann' }, 'JetBrains', null],
    [{ NVIM: '/run/user/1000/nvim.4711.0', TERM_PROGRAM: 'vscode' }, 'Neovim', 4711],
    [{ VIM: '/usr/share/nvim', VIMRUNTIME: '/usr/share/nvim/runtime' }, 'Neovim', null],
    [{ VIM: '/usr/share/vim', VIMRUNTIME: '/usr/share/vim/vim91' }, 'Vim', null],
    [{ INSIDE_EMACS: '29.1,comint' }, 'Emacs', null],
    [{ ZED_TERM: 'true' }, 'Zed', null],
  ])('is told by %o where the tree shows none', (env, name, pid) => {
    expect(findIde(above('/usr/bin/bash'), env)).toEqual({ name, pid });
  });

  test('is none where nothing says so', () => {
    expect(findIde(above('/usr/bin/bash', '/usr/bin/tmux'), { TERM_PROGRAM: 'tmux', NVIM: '' })).toBe(null);
  });
});

describe('continuous integration', () => {
  test.each([
    [{ CI: 'true', GITHUB_ACTIONS: 'true' }, 'GitHub Actions'],
    [{ CI: 'true', GITLAB_CI: 'true' }, 'GitLab CI'],
    [{ JENKINS_URL: 'https://ci.example.com/' }, 'Jenkins'],
    [{ CI: 'true', CIRCLECI: 'true' }, 'CircleCI'],
    [{ CI: 'true', BUILDKITE: 'true' }, 'Buildkite'],
    [{ TF_BUILD: 'True' }, 'Azure Pipelines'],
    [{ CI: 'true', DRONE: 'true' }, 'Drone'],
    [{ TEAMCITY_VERSION: '2026.1' }, 'TeamCity'],
    [{ CI: 'true', TRAVIS: 'true' }, 'Travis CI'],
    [{ CI: 'true', BITBUCKET_BUILD_NUMBER: '7' }, 'Bitbucket Pipelines'],
    [{ CI: 'woodpecker' }, 'CI'],
    [{ CI: '1' }, 'CI'],
    [{ CI: 'false' }, null],
    [{ CI: '' }, null],
    [{}, null],
  ])('is told by %o', (env, name) => {
    expect(findCi(env)).toBe(name);
  });
});

describe('the container', () => {
  const FILE = { sizeBytes: 0, mtimeNs: 0n, ino: 1n, mode: 0o100644, kind: 'file' } as const;

  test.each([
    [{ KUBERNETES_SERVICE_HOST: '10.0.0.1', container: 'podman' }, {}, 'kubernetes'],
    [{ container: 'podman' }, {}, 'podman'],
    [{ container: '$(evil)' }, {}, null],
    [{}, { '/run/systemd/container': 'lxc\n' }, 'lxc'],
    [{}, { '/run/.containerenv': '' }, 'podman'],
    [{}, { '/.dockerenv': '' }, 'docker'],
    [{}, {}, null],
  ])('is told by %o and %o', (env, files, name) => {
    const texts = new Map<string, string>(Object.entries(files));
    const host = {
      env,
      readText: (path: string) => texts.get(path) ?? null,
      stat: (path: string) => (texts.has(path) ? FILE : null),
    };
    expect(findContainer(host)).toBe(name);
  });
});

describe('the system', () => {
  test.each([
    ['ID=debian\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n', 'debian 12'],
    ["NAME='Alpine Linux'\nID=alpine\nVERSION_ID=3.22.1\n", 'alpine 3.22.1'],
    ['ID=arch\nBUILD_ID=rolling\n', 'arch'],
    ['# nothing\n', null],
  ])('has the version of its os-release %j', (text, version) => {
    expect(parseOsRelease(text)).toBe(version);
  });

  test('has the version of its property list on a Mac', () => {
    const plist =
      '<dict>\n\t<key>ProductBuildVersion</key>\n\t<string>24B83</string>\n\t<key>ProductVersion</key>\n\t<string>15.1</string>\n</dict>';
    expect(osVersion({ platform: 'darwin', readText: () => plist })).toBe('macos 15.1');
  });

  test('has Go names', () => {
    expect(['x64', 'arm64', 'ia32', 'riscv64'].map(goArch)).toEqual(['amd64', 'arm64', '386', 'riscv64']);
    expect((['win32', 'linux', 'darwin'] as const).map(goOs)).toEqual(['windows', 'linux', 'darwin']);
  });
});
