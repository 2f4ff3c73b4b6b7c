import { dirname, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const WRITTEN = /new Worker\(\s*new URL\((['"])(\.{1,2}\/[\w./-]+)\1,\s*import\.meta\.url\)(,\s*\{)?/g;
const PREFIX = '\0worker-code:';

/**
 * A rolldown plugin: threads that the source starts by `new Worker(new URL('./NAME.ts', import.meta.url), {…})` start from
 * text inside the bundle, since a single executable has no files. What such a file imports is bundled with it.
 */
export const workerCode = {
  name: 'worker-code',
  transform(code, id) {
    const imports = [];
    const text = code.replaceAll(WRITTEN, (_, _quote, path, options) => {
      const name = `workerCode${imports.length}`;
      imports.push(`import ${name} from ${JSON.stringify(`${PREFIX}${resolve(dirname(id), path)}`)};\n`);
      return `new Worker(${name}, ${options === undefined ? '{ eval: true }' : '{ eval: true, '}`;
    });
    return imports.length === 0 ? null : { code: `${imports.join('')}${text}`, map: null };
  },
  resolveId: (id) => (id.startsWith(PREFIX) ? id : null),
  async load(id) {
    if (!id.startsWith(PREFIX)) return null;
    const bundled = await rolldown({
      input: id.slice(PREFIX.length),
      platform: 'node',
      logLevel: 'warn',
      transform: { target: 'node22.15' },
    });
    const { output } = await bundled.generate({ format: 'cjs', minify: true, codeSplitting: false });
    await bundled.close();
    return `export default ${JSON.stringify(output[0].code)};`;
  },
};
