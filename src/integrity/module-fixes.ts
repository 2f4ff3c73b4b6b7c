import { join } from 'node:path';
import { downloadedFile, moduleDirectory } from '../domain/module-cache.ts';
import { posixQuote } from '../domain/posix-quote.ts';
import type { ModuleToJudge } from './module-to-judge.ts';

/** Commands that mend each part of a module. From a zip that is as it should be Go unpacks the directory again. */
export function moduleFixes({ path, version, gomodcache }: ModuleToJudge, zipIsGood: boolean) {
  const place = (file: string) => posixQuote(join(gomodcache, file));
  const directory = place(moduleDirectory(path, version));
  const removeDirectory = `chmod -R u+w ${directory} && rm -rf ${directory}`;
  const [zip, ziphash, mod] = (['zip', 'ziphash', 'mod'] as const).map((file) =>
    place(downloadedFile(path, version, file)),
  );
  const download = `go mod download ${posixQuote(`${path}@${version}`)}`;
  const anew = `${removeDirectory}; rm -f ${zip} ${ziphash} && ${download}`;
  return {
    directory: zipIsGood ? `${removeDirectory} && ${download}` : anew,
    zip: anew,
    ziphash: zipIsGood ? `rm -f ${ziphash} && ${download}` : anew,
    'go.mod': `rm -f ${mod} && ${download}`,
    sum: `if go.sum was edited: git checkout -- go.sum; if it is as committed: ${anew}`,
    download,
  };
}
