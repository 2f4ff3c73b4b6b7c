import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { hermeticEnv } from '../../support/run-cli.ts';

/** The directory of a real SDK (`1.22.12`), with Go in `bin/go`; the module proxy has it where the module cache does not. */
export function localSdk(version: string): string {
  const env = hermeticEnv();
  const name = `go${version}`;
  // Go itself downloads it, verifies it and makes it executable.
  execFileSync('go', ['version'], { env: { ...env, GOTOOLCHAIN: name }, stdio: 'ignore' });
  const [goos = '', goarch = ''] = execFileSync('go', ['env', 'GOOS', 'GOARCH'], {
    env,
    encoding: 'utf8',
  }).split('\n');
  return join(env.GOMODCACHE ?? '', `golang.org/toolchain@v0.0.1-${name}.${goos}-${goarch}`);
}
