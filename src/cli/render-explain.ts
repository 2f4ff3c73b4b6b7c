import { relative } from 'node:path';
import { alignColumns } from './align-columns.ts';
import type { Explanation } from './explain.ts';
import type { Alternative, Step, Whereabouts } from './explain-account.ts';
import type { SettingReport } from './explain-setting.ts';
import type { Messages } from './messages/en.ts';
import type { Colors, Terminal } from './terminal.ts';

type Words = Messages['explain'];

/** The account for people. `dir` is what paths are relative to. */
export function renderExplanation(
  report: Explanation,
  dir: string,
  { colors }: Pick<Terminal, 'colors'>,
  messages: Messages,
): string {
  const words = messages.explain;
  const { running, unknown, toolchain } = report;
  const head =
    running === null ? (unknown === null ? words.noneRuns : words.cannotTell) : words.runs(running);
  const trouble = [
    ...(toolchain.refused === null ? [] : [toolchain.refused]),
    ...(unknown === null
      ? []
      : [
          messages.check.advice(unknown.message ?? ''),
          ...(unknown.fix === null ? [] : [`${messages.check.fix}${messages.check.advice(unknown.fix)}`]),
        ]),
  ];
  return [
    `${colors.bold(report.project)} ${colors.dim(report.dir)}`,
    '',
    colors.bold(head),
    ...trouble.map((line) => `  ${colors.red(line)}`),
    '',
    words.why,
    ...alignColumns(
      report.steps.map((step, index) => [
        `  ${index + 1}.`,
        `${step.step === 'sdk' ? 'PATH' : step.step} ${step.step === 'GOTOOLCHAIN' ? step.value || words.notSet : step.step === 'sdk' ? '' : step.value}`.trim(),
        effect(step, words),
        colors.dim(place(step, dir, messages)),
      ]),
    ),
    ...(report.alternatives.length > 0
      ? ['', words.otherChoices]
      : report.steps.some(({ step }) => step === 'GOTOOLCHAIN')
        ? []
        : ['', words.neverSwitches]),
    ...alignColumns(
      report.alternatives.map((choice) => [
        `  GOTOOLCHAIN=${choice.GOTOOLCHAIN}`,
        outcome(choice, report, words),
        colors.dim(reason(choice, words)),
      ]),
    ),
    '',
    report.declared.every(({ kind }) => kind === 'none') ? words.nothingDeclared : words.declared,
    ...alignColumns(
      report.declared.flatMap(({ source, kind, version, file, line }) =>
        kind === 'none'
          ? []
          : [
              [
                `  ${kind === 'go' ? words.atLeast(version) : version}`,
                colors.dim(
                  `${relative(dir, file) || source}:${line}${kind === 'exact' ? '' : ` ${words.line(kind)}`}`,
                ),
              ],
            ],
      ),
    ),
    ...alignColumns(
      report.declared
        .filter(({ kind }) => kind === 'none')
        .map(({ source, version, file, line }) => [
          `  ${relative(dir, file) || source}:${line}`,
          version,
          colors.dim(words.declaresNothing),
        ]),
    ),
    '',
    words.settings,
    ...alignColumns(
      report.settings.map(({ key, value, origin }) => [
        `  ${key}`,
        value,
        colors.dim(messages.check.origin(origin)),
      ]),
    ),
    ...(report.findings.length === 0 ? [] : ['', words.moreFindings(report.findings.length)]),
    '',
  ].join('\n');
}

function effect({ step, value, effect: what, toolchain }: Step, words: Words): string {
  const chosen = toolchain ?? '';
  switch (what) {
    case 'starts':
      return words.localSdk(value);
    case 'invalid':
      return words.invalidSetting;
    case 'decides':
      if (/auto$/.test(value)) return words.mayRaise;
      if (/path$/.test(value)) return words.onlyPath;
      return value === '' || value === 'local' ? words.noSelection : words.fixed(chosen);
    case 'raises':
      return words.raises(chosen);
    case 'met':
      return words.isMet(chosen);
    case 'ignored':
      return words.isIgnored;
    case 'refused':
      return words.demandsMore(chosen);
    case 'overruled':
      return step === 'go' || step === 'toolchain' ? words.overruled : '';
  }
}

function place({ file, line, origin }: Step, dir: string, { check }: Messages): string {
  if (file === null) return check.origin(origin);
  const way = relative(dir, file);
  if (way !== '' && !way.startsWith('../../')) return `${way}:${line}`;
  return origin.endsWith(`:${line}`) ? origin : `${file}:${line}`;
}

function outcome(
  { toolchain, from, refused, unmet }: Alternative,
  report: Explanation,
  words: Words,
): string {
  if (toolchain === null) return words.choiceInvalid;
  if (refused !== null) return words.choiceRefuses(toolchain, refused);
  if (from === 'missing') return words.choiceMissing(toolchain);
  const same = report.running === toolchain ? words.sameAsHere : null;
  const runs = words.choiceRuns(toolchain, same ?? whereabouts(from, words));
  return unmet === null ? runs : runs + words.choiceBreaks(unmet.version, unmet.source);
}

function whereabouts(from: Whereabouts | null, words: Words): string {
  if (from === 'PATH') return words.fromPath;
  if (from === 'module cache') return words.fromCache;
  return from === 'download' ? words.downloads : words.fromNowhere;
}

function reason({ reason: why, source }: Alternative, words: Words): string {
  if (why === 'ci') return words.asCiImages;
  return why === 'declared' ? words.asDeclared(source ?? '') : '';
}

export function renderSetting(
  report: SettingReport,
  colors: Colors,
  { check, explain: words }: Messages,
): string {
  const { key, value, origin, expected, required, layers } = report;
  const head =
    value === null
      ? `${colors.bold(words.isNotSet(key))}`
      : `${colors.bold(`${key}=${value}`)} ${words.comesFrom(origin === 'default' ? words.isDefault : check.origin(origin ?? ''))}`;
  return [
    head + words.colon + words.meaning[report.class],
    ...alignColumns(
      layers.map((layer) => [
        `  ${layer.line === null ? check.origin(layer.origin) : `${layer.origin}:${layer.line}`}`,
        layer.value ?? colors.dim(words.saysNothing),
        layer.counts ? colors.green(words.counts) : '',
      ]),
    ),
    ...(report.refused === null ? [] : [`  ${colors.red(words.refusesToStart(report.refused))}`]),
    ...(report.unused === null ? [] : [`  ${words.countsForNothing(report.unused)}`]),
    ...(expected === null ? [] : [`  ${words.expected(expected)}`]),
    ...(required ? [`  ${words.required}`] : []),
    ...(report.fix === null ? [] : [`  ${report.fix}`]),
    '',
  ].join('\n');
}
