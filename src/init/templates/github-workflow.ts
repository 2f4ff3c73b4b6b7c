import {
  CI_DIMENSIONS,
  type CiOptions,
  CRON,
  DOWNLOAD_MODULES,
  INSTALL_FALLBACK,
  NODE_MAJOR,
} from './ci-options.ts';
import { scriptPath } from './command-lines.ts';
import { installLine } from './install-line.ts';

/** A workflow of its own: nothing in the others is touched. */
export function githubWorkflow({ dir, version, goVersion, vendored, slug }: CiOptions): string {
  const setup =
    'file' in goVersion
      ? `go-version-file: ${JSON.stringify(goVersion.file)}`
      : `go-version: ${JSON.stringify(goVersion.version)}`;
  const download = vendored
    ? ''
    : `      - name: Download modules
        run: ${DOWNLOAD_MODULES}
        working-directory: ${JSON.stringify(dir === '' ? '.' : dir)}
`;
  return `# Written by \`godrift init\`; \`godrift init --remove\` takes it out again.
name: ${slug}
on:
  push:
  pull_request:
  schedule:
    - cron: "${CRON}" # the daily patrol
permissions:
  contents: read
jobs:
  check-env:
    name: Go environment
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          ${setup}
      - uses: actions/setup-node@v4
        with:
          node-version: "${NODE_MAJOR}"
${download}      - name: Install godrift
        run: |
          command -v godrift || ${installLine(version)} || echo "::warning::${INSTALL_FALLBACK}"
      - name: Check the Go environment
        # The rest of a baseline (build_env, tools) is a machine's own: add it where CI builds in the image that it was taken in.
        run: |
          sh ${scriptPath(dir)} --format github --only ${CI_DIMENSIONS}
`;
}
