import { cpSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ZH_PHRASES, zhAdvice } from '../../src/cli/messages/zh-phrases.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const root = join(import.meta.dirname, '../..');

test('check speaks Chinese where the locale does, and never in JSON', async () => {
  const dir = tempProject();
  cpSync(join(root, 'test/fixtures/sample'), dir, { recursive: true });
  const env = hermeticEnv({ LANG: 'zh_CN.UTF-8' });
  const { stdout, exitCode } = await runCli(['check'], dir, env);
  expect(exitCode).toBe(1);
  expect(stdout).toContain('go_version  已漂移  2 项，评分 0.50');
  expect(stdout).toContain('running  当前为 go1.26.8（PATH），.go-version:1 要求 1.21.0 [警告，次版本]');
  expect(stdout).toContain('，或认可：godrift baseline write');
  expect(stdout).toContain('GOTOOLCHAIN=local 使 Go 不切换工具链');
  expect(stdout).not.toMatch(/drift:|expected|findings?\b|in sync|fix:|or approve|keeps Go|[：，] /);
  const setting = await runCli(['explain', 'GOFLAGS'], dir, { ...env, GOFLAGS: '-mod=readonly' });
  expect(setting.stdout).toMatch(
    /^GOFLAGS=-mod=readonly 来自 环境变量：影响构建结果\n {2}环境变量 +-mod=readonly +生效$/m,
  );
  expect((await runCli(['explain', 'GOFLAG'], dir, env)).stderr).toMatch(
    /GOFLAG 既不是 Go 的变量，也没有在 godrift\.yaml 中列出：是否想写 GOFLAGS？$/,
  );
  expect((await runCli(['check', '--since', 'gone'], dir, env)).stderr).toMatch(/--since：/);
  expect((await runCli(['check', tempProject()], dir, env)).stderr).toMatch(/这不是 Go 模块$/);
  const [chinese, english] = await Promise.all(
    [env, { ...env, LC_ALL: 'C' }].map(async (one) => {
      const report = JSON.parse((await runCli(['check', '--json'], dir, one)).stdout);
      return report.projects[0].findings;
    }),
  );
  expect(chinese).toEqual(english);
  const noGo = await runCli(['check', '--only', 'modules'], dir, { ...env, PATH: '/nowhere' });
  expect(noGo.stdout).toMatch(/未知（找不到 go） PATH 中没有 go[\s\S]*无法判断：1 项未知/);
});

test('every English phrase with a translation is one that godrift says', () => {
  const source = globSync('src/**/*.ts', { cwd: root, exclude: ['src/cli/messages'] })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const said = source + source.replaceAll(/\$\{[^}]*\}/g, '{}');
  const stale = ZH_PHRASES.flatMap(([english]) => english.split('{}')).filter(
    (part) => part.trim().length > 3 && !said.includes(part.trim()),
  );
  expect(stale).toEqual([]);
});

test('names and commands in a fix stay as they are', () => {
  expect(
    zhAdvice(
      'if newer Go versions may build this project, add the line "go_line: minimum" to godrift.yaml, or approve it: godrift baseline write',
    ),
  ).toBe(
    '如果项目可用更新的 Go 构建，在 godrift.yaml 中加入一行 "go_line: minimum"，或认可：godrift baseline write',
  );
  expect(zhAdvice('edit .go-version:1: it declares 1.25, but go.mod requires go >= 1.26')).toBe(
    '修改 .go-version:1：它声明 1.25，但 go.mod 要求 go >= 1.26',
  );
  expect(zhAdvice('make .go-version (1.22) and go.mod (go 1.26) agree')).toBe(
    '使 .go-version (1.22) 与 go.mod (go 1.26) 一致',
  );
});
