import { pathToFileURL } from 'node:url';
import type { InputProblem } from '../domain/errors.ts';
import type { ReportedFinding, Severity } from '../domain/finding.ts';
import type { DimensionVerdict, Verdict } from '../domain/state.ts';
import { DIMENSIONS } from '../engine/dimensions.generated.ts';
import { ciPath, findingPlace } from './finding-place.ts';
import { findingText } from './finding-text.ts';
import type { Session } from './session.ts';
import { VERSION } from './version.ts';

type Place = Pick<Session, 'cwd' | 'env'>;

const LEVELS: Readonly<Record<Severity, 'note' | 'warning' | 'error'>> = {
  info: 'note',
  warning: 'warning',
  error: 'error',
  critical: 'error',
};

/** SARIF 2.1.0: a rule for each dimension, a result for each finding; what could not be told is a notification. */
export function renderSarif(
  states: readonly Verdict[],
  { problems, exitCode }: { readonly problems: readonly InputProblem[]; readonly exitCode: number },
  place: Place,
): string {
  const unknown = states.flatMap((state) =>
    state.dimensions
      .filter((dimension) => dimension.state === 'unknown')
      .map((dimension) => ({ state, dimension })),
  );
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'godrift',
            semanticVersion: VERSION,
            rules: DIMENSIONS.map(({ id, brief }) => ({
              id,
              shortDescription: { text: brief },
              defaultConfiguration: { level: 'warning' },
            })),
          },
        },
        automationDetails: { id: 'godrift/' },
        originalUriBaseIds: { '%SRCROOT%': { uri: rootUri(place) } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: exitCode !== 2,
            exitCode,
            toolExecutionNotifications: [
              ...problems.map((problem) => problemNotification(problem, place)),
              ...unknown.map(({ state, dimension }) => unknownNotification(state, dimension)),
            ],
          },
        ],
        results: states.flatMap((state) =>
          state.dimensions.flatMap(({ findings }) =>
            findings.map((finding) => result(finding, state, place)),
          ),
        ),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rootUri({ cwd, env }: Place): string {
  const root = ciPath(cwd, { cwd, env }) === '' ? cwd : (env.GITHUB_WORKSPACE ?? cwd);
  return `${pathToFileURL(root).href.replace(/\/$/, '')}/`;
}

function result(finding: ReportedFinding, state: Verdict, place: Place) {
  const { id, dimension, severity, kind, accepted, expected, actual } = finding;
  const { file, line } = findingPlace(finding, state);
  return {
    ruleId: dimension,
    ruleIndex: DIMENSIONS.findIndex((one) => one.id === dimension),
    level: LEVELS[severity],
    message: { text: `${state.project.name}: ${findingText(finding)}` },
    locations: [physical(file, line, place)],
    // Equal for the same difference in every run, wherever its line has moved.
    partialFingerprints: { 'godriftFinding/v1': `${state.project.name}/${id}` },
    properties: { key: finding.key, kind, severity, expected, actual, project: state.project.name },
    ...(accepted === null
      ? {}
      : { suppressions: [{ kind: 'external', justification: `${accepted.owner}: ${accepted.reason}` }] }),
  };
}

function physical(file: string, line: number | null, place: Place) {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(ciPath(file, place)), uriBaseId: '%SRCROOT%' },
      ...(line === null ? {} : { region: { startLine: line } }),
    },
  };
}

function problemNotification({ message, location }: InputProblem, place: Place) {
  return {
    level: 'error',
    message: { text: message },
    ...(location === null ? {} : { locations: [physical(location.file, location.line, place)] }),
  };
}

function unknownNotification({ project }: Verdict, { id, reason, message }: DimensionVerdict) {
  return {
    level: 'warning',
    message: { text: `${project.name}: ${id} is unknown (${reason}): ${message}` },
    associatedRule: { id },
  };
}
