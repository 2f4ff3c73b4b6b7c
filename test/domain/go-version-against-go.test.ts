import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareGoVersions, goLang, isValidGoVersion } from '../../src/domain/go-version.ts';
import { hasGo, inDirectory, realGo } from './real-go.ts';

const PROGRAM = `package main

import (
	"bufio"
	"fmt"
	"go/version"
	"os"
)

func main() {
	previous := ""
	for in := bufio.NewScanner(os.Stdin); in.Scan(); previous = in.Text() {
		x := "go" + in.Text()
		fmt.Println(version.IsValid(x), version.Lang(x), version.Compare(x, "go"+previous))
	}
}
`;

const number = fc.oneof(
  fc.nat(3).map(String),
  fc.constantFrom('19', '20', '21', '22', '00', '99999999999999999999'),
);
const version = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('1', '1', '1', '2', '01'), fc.array(number, { maxLength: 3 }))
      .map(dotted),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(number, fc.constantFrom('rc', 'beta', 'alpha', 'x', 'RC'), number)
      .map(([a, b, c]) => `1.${a}${b}${c}`),
  },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...'0123456789.rca+'), maxLength: 9 }) },
);

test.skipIf(!hasGo)(
  'validity, language and order are those that go/version says',
  { timeout: 120_000 },
  () => {
    const versions = fc.sample(version, { seed: 20_261_123, numRuns: 600 });
    const answer = inDirectory({ 'main.go': PROGRAM }, (dir) =>
      realGo(dir, ['run', 'main.go'], versions.join('\n')),
    );
    const ours = versions.map((text, index) => {
      const language = goLang(text);
      const lang = language === '' ? '' : `go${language}`;
      return `${isValidGoVersion(text)} ${lang} ${compareGoVersions(text, versions[index - 1] ?? '')}`;
    });
    expect(answer.stderr).toBe('');
    expect(ours).toEqual(answer.stdout.trimEnd().split('\n'));
  },
);

function dotted([major, rest]: [string, string[]]): string {
  return [major, ...rest].join('.');
}
