/**
 * English words of findings' fixes and of what could not be told, in Chinese; `{}` stands for a name, a path or a command,
 * which stays as it is. Longer ones first: each is put in wherever it occurs.
 */
export const ZH_PHRASES: readonly (readonly [english: string, chinese: string])[] = [
  ['GOTOOLCHAIN=local keeps Go from switching', 'GOTOOLCHAIN=local 使 Go 不切换工具链'],
  [' cannot be met: install ', ' 无法满足：安装 '],
  ['a value with which go starts', '能让 go 启动的值'],
  ['a value that go accepts', 'go 接受的值'],
  [', which counts for nothing', '，不起作用'],
  [', which Go uses', '，Go 使用该值'],
  ['not set: this Go does not read it', '未设置：此版本的 Go 不读取它'],
  [
    ' and in the module cache, but Go cannot verify its checksum without the network',
    '，在模块缓存中，但没有网络 Go 无法校验',
  ],
  [' keeps Go from downloading it', ' 使 Go 无法下载它'],
  ['  # or put {} into PATH', '  # 或将 {} 放入 PATH'],
  ['that toolchain', '该工具链'],
  [
    'this is not a released version of Go: it cannot be compared with what is declared',
    '这不是 Go 的正式版本，无法与声明比较',
  ],
  ['make {} and {} agree', '使 {} 与 {} 一致'],
  [' is selected', ' 被选中'],
  [' but not on this machine', '，但本机没有'],
  ['godrift check --online  # or download it: ', 'godrift check --online  # 或下载：'],
  ['godrift check --online  # or go mod download', 'godrift check --online  # 或 go mod download'],
  ['go mod tidy  # or git checkout', 'go mod tidy  # 或 git checkout'],
  ['go mod tidy if it is not needed, or ', '不需要则 go mod tidy，或'],
  ['  # or approve it: godrift baseline write', '  # 或认可：godrift baseline write'],
  [', or approve it: godrift baseline write', '，或认可：godrift baseline write'],
  ['approve it: godrift baseline write', '认可：godrift baseline write'],
  [
    'if newer Go versions may build this project, add the line {} to godrift.yaml',
    '如果项目可用更新的 Go 构建，在 godrift.yaml 中加入一行 {}',
  ],
  ['install {} and put its bin directory first in PATH', '安装 {} 并将其 bin 目录放到 PATH 最前'],
  ['put the bin directory of {} first in PATH, or approve it', '将 {} 的 bin 目录放到 PATH 最前，或认可'],
  ['edit {}: it declares {}, but {} requires go >= ', '修改 {}：它声明 {}，但 {} 要求 go >= '],
  ['run a Go release that meets {} (', '运行满足 {} 的 Go 版本（'],
  [' has no version', ' 没有版本'],
  [' is not a Go version', ' 不是 Go 版本'],
  [' (file has an unresolved merge conflict?)', '（文件中有未解决的合并冲突？）'],
  [' must be a version in quotes', ' 必须是带引号的版本'],
  [' must have one version', ' 必须有一个版本'],
  ['is not valid TOML', '不是有效的 TOML'],
  ['check the connection to GOPROXY', '检查到 GOPROXY 的连接'],
  ['there is no go in PATH', 'PATH 中没有 go'],
  ['# or install Go ', '# 或安装 Go '],
  [
    '  # or GOTOOLCHAIN=auto, which follows the toolchain line',
    '  # 或 GOTOOLCHAIN=auto，它遵循 toolchain 行',
  ],
  ['GO111MODULE=off: Go builds here without modules', 'GO111MODULE=off：Go 在此不使用模块构建'],
  [' does not use this module: go refuses to build it', ' 未包含此模块：go 拒绝构建'],
  ['  # or repair {}: git fsck', '  # 或修复 {}：git fsck'],
  ['  # or install ', '  # 或安装 '],
  ['  # then, if {} lacks a sum: ', '  # 之后若 {} 缺少校验和：'],
  ['install {} anew into a directory of its own', '将 {} 重新安装到单独的目录'],
  ['keep one of them in PATH: {} comes after ', 'PATH 中只保留其一：{} 排在后面，前面是 '],
  [', or build without cgo: export CGO_ENABLED=0', '，或不用 cgo 构建：export CGO_ENABLED=0'],
  [
    'put the bin directory of {} first in PATH, or run go fmt: it follows the selected Go',
    '将 {} 的 bin 目录放到 PATH 最前，或运行 go fmt：它使用选中的 Go',
  ],
  ['build it again with {} or newer', '用 {} 或更新版本重新构建'],
  [' did not answer in time', ' 未及时响应'],
  ['raise --timeout, or find out why the command hangs', '增大 --timeout，或查明命令为何挂起'],
  [' printed more than any answer has', ' 输出过多'],
  ['go version printed something that is no Go version', 'go version 的输出不是 Go 版本'],
  ['go env -json printed something that is no JSON object', 'go env -json 的输出不是 JSON 对象'],
  [
    'there is no go.mod or go.work here or in any directory above: this is no Go module',
    '这里及所有上级目录中都没有 go.mod 或 go.work：这不是 Go 模块',
  ],
  ['there is no go.mod here or below', '这里及下级目录中没有 go.mod'],
  ['there is no such directory', '没有这个目录'],
  ['there is no such baseline', '没有这个基线'],
  ['--since: git knows no revision {} here', '--since：git 在此找不到版本 {}'],
  ['--since: this is no git repository, or there is no git', '--since：这不是 git 仓库，或没有安装 git'],
  ['no such dimension: {} (there are {})', '没有这样的维度：{}（可用：{}）'],
  [
    ' is neither a variable that Go knows nor one that godrift.yaml names',
    ' 既不是 Go 的变量，也没有在 godrift.yaml 中列出',
  ],
  ['explain is about one project: give one --project', 'explain 只针对一个项目：请只给一个 --project'],
  ['unknown key', '未知的键'],
  [': did you mean {}?', '：是否想写 {}？'],
  ['expected a Go version such as {}, {} or ', '应为 Go 版本，如 {}、{} 或 '],
  ['expected a version such as {}, without spaces', '应为版本号，如 {}，不含空格'],
  ['expected the name of a variable: letters, digits and _', '应为变量名：字母、数字和 _'],
  ['is larger than 1 MiB', '超过 1 MiB'],
  ['(this is a bug in godrift)', '（这是 godrift 的缺陷）'],
  ['entries that are what Go wrote', '与 Go 写入时一致的条目'],
  ['a writable directory', '可写的目录'],
  [
    'not defined, and there is no user cache directory: Go refuses to build',
    '未定义，且没有用户缓存目录：Go 拒绝构建',
  ],
  [
    'off: Go has refused to build without a build cache since 1.12',
    'off：自 1.12 起没有构建缓存 Go 拒绝构建',
  ],
  ['a relative path: Go refuses to build', '相对路径：Go 拒绝构建'],
  ['no directory: Go refuses to build', '不是目录：Go 拒绝构建'],
  ['not writable: Go refuses to build', '不可写：Go 拒绝构建'],
  [', a link: a build that runs while it is switched breaks', '，是符号链接：切换它会使正在进行的构建失败'],
  [' corrupt: ', ' 个已损坏：'],
  [', package ', '，包 '],
  ['chmod u+rwx {}, or ', 'chmod u+rwx {}，或 '],
  ['cannot run ', '无法运行 '],
  ['cannot read ', '无法读取 '],
  ['run {} (', '运行 {}（'],
];

const PATTERNS = ZH_PHRASES.map(([english, chinese]) => {
  const parts = english.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  let hole = 0;
  return {
    pattern: new RegExp(parts.join('(.+?)'), 'g'),
    replacement: chinese.replaceAll('{}', () => {
      hole += 1;
      return `$${hole}`;
    }),
  };
});

/** A fix or a reason with its known phrases in Chinese; commands and what is not known stay. */
export function zhAdvice(text: string): string {
  return PATTERNS.reduce((said, { pattern, replacement }) => said.replaceAll(pattern, replacement), text);
}
