import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The licences and notices of the packages that these modules belong to, for whoever gets the bundle. */
export function thirdPartyLicenses(moduleIds) {
  const dirs = new Set(moduleIds.map(packageDir).filter((dir) => dir !== null));
  const packages = [...dirs].map((dir) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    const texts = readdirSync(dir)
      .filter((file) => /^(?:licen[cs]e|notice|copying)(?:[.-]|$)/i.test(file))
      .toSorted()
      .map((file) => readFileSync(join(dir, file), 'utf8').trim());
    const holder = typeof author === 'string' ? author : author?.name;
    return {
      title: `${name}@${version}, ${license}`,
      text: texts.length > 0 ? texts.join('\n\n') : `Copyright (c) ${holder ?? `the authors of ${name}`}`,
    };
  });
  const byText = Map.groupBy(
    packages.toSorted((a, b) => (a.title < b.title ? -1 : 1)),
    ({ text }) => text,
  );
  const sections = [...byText].map(
    ([text, those]) => `${'='.repeat(80)}\n${those.map(({ title }) => title).join('\n')}\n\n${text}\n`,
  );
  return `godrift's bundle holds code of these packages.\n\n${sections.join('\n')}`;
}

/** `…/node_modules/NAME` of a module; null for one of the project's own. */
function packageDir(moduleId) {
  const path = moduleId.replace(/^\0/, '').split('?', 1)[0];
  if (!path.includes('/node_modules/')) return null;
  let dir = dirname(path);
  // Some packages have further package.json files inside, without a name and version.
  while (!/\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*$/.test(dir)) dir = dirname(dir);
  return existsSync(join(dir, 'package.json')) ? dir : null;
}
