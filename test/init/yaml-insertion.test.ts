import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { undoEdit } from '../../src/init/text-edit.ts';
import { insertYaml } from '../../src/init/yaml-insertion.ts';

const entry = { path: ['repos'], key: null, value: { repo: 'local', hooks: [{ id: 'godrift' }] } };

test('an entry goes in beside the others and comes out again, whatever the file looks like', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const item = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(scalar, fc.array(scalar)), { maxKeys: 4 });
  const file = fc.record({ before: item, repos: fc.array(item), after: item });
  const style = fc.record({
    indent: fc.integer({ min: 2, max: 6 }),
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  });
  fc.assert(
    fc.property(file, style, fc.constantFrom('', '# end\n', '\n\n  # end'), (content, options, tail) => {
      const text = stringify(content, options) + tail;
      // It sets an empty flow list on a line of its own, which no parser takes.
      fc.pre(parseDocument(text).errors.length === 0);
      const edited = insertYaml(text, entry);
      if (edited === null) throw new Error(`refused: ${text}`);
      expect(parse(edited.text)).toEqual({ ...content, repos: [...content.repos, entry.value] });
      expect(undoEdit(edited.text, edited.edit)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['no YAML', 'repos: [\n'],
  ['no list there', 'repos: none\n'],
  ['a list at the top', '- repos\n'],
  ['an empty value, which is none', 'repos:\n'],
])('refuses %s', (_, text) => {
  expect(insertYaml(text, entry)).toBeNull();
});

test('refuses an entry that is there', () => {
  expect(insertYaml('a: 1\n', { path: [], key: 'a', value: 2 })).toBeNull();
});
