// `npm run try -- MODULE@VERSION`: runs every command on a real module of the Go module proxy.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../src/main.ts');
const [module] = process.argv.slice(2);
if (module === undefined || !/^[^@\s]+@[^@\s]+$/.test(module)) {
  process.stderr.write('usage: npm run try -- MODULE@VERSION, as go.etcd.io/bbolt@v1.4.3\n');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'godrift-try-'));
const fetched = spawnSync('go', ['mod', 'download', '-json', module], { cwd: work, encoding: 'utf8' });
if (fetched.status !== 0) {
  process.stderr.write(fetched.stdout + fetched.stderr);
  process.exit(2);
}
const { Dir } = JSON.parse(fetched.stdout) as { Dir: string };
const dir = join(work, 'project');
cpSync(Dir, dir, { recursive: true });
spawnSync('chmod', ['-R', 'u+w', dir]);

const goWork = join(dir, 'go.work');
if (existsSync(goWork) && /^\s*(use\s+)?\.\/(?!\s)/m.test(readFileSync(goWork, 'utf8'))) {
  process.stdout.write('its go.work names members that the module proxy does not ship: removed\n');
  rmSync(goWork);
}
spawnSync('go', ['mod', 'download'], { cwd: dir, stdio: 'inherit' });

const env = { ...process.env, GODRIFT_STATE_DIR: join(work, 'state') };
for (const line of [
  'check',
  'baseline write',
  'check',
  'check --json',
  'snapshot show',
  'explain',
  'collect --once',
  'doctor',
]) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...line.split(' ')], {
    cwd: dir,
    env,
    encoding: 'utf8',
  });
  const head = stdout.split('\n').slice(0, 15).join('\n');
  process.stdout.write(
    `\n$ godrift ${line}\n${head}\n${stderr}exit ${status}, ${(performance.now() - begin).toFixed(0)} ms\n`,
  );
}
rmSync(work, { recursive: true, force: true });
