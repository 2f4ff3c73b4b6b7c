import { parseDocument, stringify } from 'yaml';
import type { EditedText } from '../text-edit.ts';
import { insertYaml } from '../yaml-insertion.ts';
import {
  CI_DIMENSIONS,
  type CiOptions,
  DOWNLOAD_MODULES,
  INSTALL_FALLBACK,
  NODE_VERSION,
} from './ci-options.ts';
import { scriptPath } from './command-lines.ts';
import { installLine } from './install-line.ts';

/** One job, for the image that has the Go to check. `stage` is null where the file names no stages. */
function gitlabJob({ dir, version, image, vendored }: CiOptions, stage: string | null) {
  const [major = ''] = NODE_VERSION.split('.');
  const node = `https://nodejs.org/dist/v${NODE_VERSION}/node-v${NODE_VERSION}-linux-x64.tar.gz`;
  return {
    image: `golang:${image}`,
    ...(stage === null ? {} : { stage }),
    script: [
      ...(vendored
        ? []
        : [dir === '' ? DOWNLOAD_MODULES : `(cd ${JSON.stringify(dir)} && ${DOWNLOAD_MODULES})`]),
      `command -v npm || command -v godrift || curl -fsSL ${node} | tar -xz --strip-components=1 -C /usr/local || echo "Node.js ${major} could not be installed"`,
      `command -v godrift || ${installLine(version)} || echo "${INSTALL_FALLBACK}"`,
      `sh ${scriptPath(dir)} --only ${CI_DIMENSIONS}`,
    ],
  };
}

export function gitlabFile(options: CiOptions): string {
  return `# Written by \`godrift init\`; \`godrift init --remove\` takes it out again.\n${stringify({ [options.slug]: gitlabJob(options, null) }, { lineWidth: 0 })}`;
}

/** A job beside the others, in the stage `test`; where the file has stages and none of that name, in the first. */
export function insertGitlabJob(text: string, options: CiOptions): EditedText | null {
  const stages: unknown = parseDocument(text, { logLevel: 'error' }).toJS()?.stages;
  const names = Array.isArray(stages) ? stages.map(String) : [];
  const [first] = names;
  const stage = first === undefined || names.includes('test') ? null : first;
  return insertYaml(text, { path: [], key: options.slug, value: gitlabJob(options, stage) });
}
