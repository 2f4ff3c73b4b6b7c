import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  redactArgs,
  redactFlags,
  redactGoProxy,
  redactText,
  redactUrl,
  redactVariable,
} from '../../src/domain/redact.ts';
import { propertyRuns } from '../support/property-runs.ts';

describe('URLs', () => {
  test.each([
    ['https://user:pw@proxy.example:8443/go', 'https://***@proxy.example:8443/go'],
    ['https://token@proxy.example', 'https://***@proxy.example'],
    ['https://proxy.example/go?key=abc&x=1', 'https://proxy.example/go?key=***&x=***'],
    ['https://proxy.example/?bare#part', 'https://proxy.example/?***#***'],
    ['https://proxy.example/?email=a@b', 'https://***'],
    ['https://user:p/w@proxy.example/go', 'https://***@proxy.example/go'],
    ['https://user:p?w@proxy.example/go', 'https://***'],
    ['https://user:cut', 'https://***'],
    ['http://[::1]:3000/x', 'http://[::1]:3000/x'],
    ['user:pw@proxy.example:80', '***@proxy.example:80'],
    ['direct', 'direct'],
    ['file:///srv/proxy', 'file:///srv/proxy'],
  ])('%s becomes %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  test('a GOPROXY list keeps its words and separators', () => {
    expect(
      redactGoProxy('https://u:p@a.example,https://b.example/?k=v|https://u:p,q@c.example/x|direct,off'),
    ).toBe('https://***@a.example,https://b.example/?k=***|https://***@c.example/x|direct,off');
  });

  test('free text keeps the module proxy paths and loses credentials', () => {
    const text = `go: example.com/m@v1.2.3: reading https://sum.golang.org/lookup/example.com/m@v1.2.3: 410 Gone
Get "https://bob:s3cret@proxy.example/example.com/m/@v/list?sig=abc": dial tcp: lookup proxy.example
parse "https://bob:s3 cret@proxy.example/": net/url: invalid userinfo`;
    expect(
      redactText(text),
    ).toBe(`go: example.com/m@v1.2.3: reading https://sum.golang.org/lookup/example.com/m@v1.2.3: 410 Gone
Get "https://***@proxy.example/example.com/m/@v/list?sig=***": dial tcp: lookup proxy.example
parse "https://***@proxy.example/": net/url: invalid userinfo`);
  });
});

describe('flags', () => {
  test.each([
    ['-ldflags=-X=main.k=v', '-ldflags=-X=main.k=***'],
    ['-mod=mod -ldflags=-X=main.k=v -trimpath', '-mod=mod -ldflags=-X=main.k=*** -trimpath'],
    ["'-ldflags=-X main.k=v -s'", "'-ldflags=-X main.k=*** -s'"],
    [`-ldflags="-X 'main.k=v v2'"`, `-ldflags="-X 'main.k=***'"`],
    [`-ldflags="-s -X main.k=v -X main.l=w -w" -v`, `-ldflags="-s -X main.k=*** -X main.l=*** -w" -v`],
    [`-ldflags '-s -X main.k=v' -v`, `-ldflags '-s -X main.k=***' -v`],
    ['--ldflags=all=-X=main.k=v', '--ldflags=all=-X=main.k=***'],
    ['-X main.k=v -s', '-X main.k=*** -s'],
    ['-O2 -DNAME=VALUE -DFLAG -D KEY=VALUE', '-O2 -DNAME=*** -DFLAG -D KEY=***'],
    ['"-DNAME=a b" -g', '"-DNAME=***" -g'],
    ['-DNAME="a b" -g', '-DNAME=*** -g'],
    ['-Wp,-DNAME=VALUE -Xlinker -s', '-Wp,-DNAME=*** -Xlinker -s'],
    ['-asmflags=-D=NAME=VALUE', '-asmflags=-D=NAME=***'],
    ['-ldflags="-X main.k=a b"', '-ldflags="-X main.k=*** ***"'],
    [`-v -ldflags='-X main.k=v -s`, '-v -ldflags=***'],
    [String.raw`-v -ldflags="-X \"main.k=v w\"" -x`, '-v -ldflags=***'],
    [`-ldflags=-X='main.k=v w' -x`, '-ldflags=*** -x'],
    ['-toolexec=https://u:p@host/x -tags=a,b', '-toolexec=https://***@host/x -tags=a,b'],
    ['--auth-token=abc -v', '--auth-token=*** -v'],
    ['-buildvcs=false -tags="a b" -L/opt/lib', '-buildvcs=false -tags="a b" -L/opt/lib'],
    ['', ''],
  ])('%s becomes %s', (flags, redacted) => {
    expect(redactFlags(flags)).toBe(redacted);
  });

  test('arguments that are already apart keep their number', () => {
    expect(
      redactArgs([
        'build',
        '-ldflags',
        '-s -X main.k=v',
        '-ldflags=-X=main.l=w',
        '-D',
        'N=V',
        '-DK=a b',
        './cmd',
      ]),
    ).toEqual([
      'build',
      '-ldflags',
      '-s -X main.k=***',
      '-ldflags=-X=main.l=***',
      '-D',
      'N=***',
      '-DK=***',
      './cmd',
    ]);
  });
});

describe('variables', () => {
  test.each([
    ['GOAUTH', 'netrc', '***'],
    ['GOCACHEPROG', '/bin/prog --key abc', '***'],
    ['NETRC', '/home/u/.netrc', '***'],
    ['MY_API_KEY', 'abc', '***'],
    ['GOAUTH', '', ''],
    ['GOPROXY', 'https://u:p@a.example,direct', 'https://***@a.example,direct'],
    [
      'GOSUMDB',
      'sum.example+033de0ae+Ac4z https://u:p@sum.example',
      'sum.example+033de0ae+Ac4z https://***@sum.example',
    ],
    ['GOFLAGS', '-ldflags=-X=main.k=v', '-ldflags=-X=main.k=***'],
    ['CGO_CFLAGS', '-DK=V -O2', '-DK=*** -O2'],
    ['CC', 'ccache gcc -DK=V', 'ccache gcc -DK=***'],
    ['HTTPS_PROXY', 'u:p@proxy.example:80', '***@proxy.example:80'],
    ['GOPRIVATE', '*.corp.example', '*.corp.example'],
    ['EDITOR', 'https://u:p@h/x', 'https://***@h/x'],
  ])('%s=%s becomes %s', (name, value, redacted) => {
    expect(redactVariable(name, value)).toBe(redacted);
  });
});

describe('no secret survives', () => {
  const CORE = 'S3cr3tC0re';
  const around = (punctuation: string) =>
    fc.string({ unit: fc.constantFrom(...`ab1${punctuation}`), maxLength: 5 });
  const secret = (punctuation: string) =>
    fc.tuple(around(punctuation), around(punctuation)).map(([head, tail]) => `${head}${CORE}${tail}`);
  const URL_PUNCTUATION = '/:@?#%,|+=.~!$*()-_[]\'"\\';
  const VALUE_PUNCTUATION = '/:@?#%,|+=.~!$*()-_[]&;\\\'"';
  const plain = secret('%+./:=~-_');

  test.each<[string, fc.Arbitrary<string>]>([
    ['userinfo of a URL', secret(URL_PUNCTUATION).map((s) => redactUrl(`https://user:${s}@host.example/go`))],
    ['user of a URL', secret(URL_PUNCTUATION).map((s) => redactUrl(`https://${s}@host.example/go`))],
    ['query of a URL', plain.map((s) => redactUrl(`https://host.example/go?a=1&k=${s}&b=2`))],
    [
      'GOPROXY',
      secret(URL_PUNCTUATION).map((s) =>
        redactVariable('GOPROXY', `https://a.example|https://user:${s}@host.example/go,direct`),
      ),
    ],
    [
      'GOSUMDB',
      secret(URL_PUNCTUATION).map((s) =>
        redactVariable('GOSUMDB', `sum.example+1+k https://user:${s}@host.example`),
      ),
    ],
    [
      'stderr',
      secret(URL_PUNCTUATION).map((s) =>
        redactText(`go: Get "https://user:${s}@host.example/@v/list": EOF\nnext`),
      ),
    ],
    ['-X without quotes', secret(VALUE_PUNCTUATION).map((s) => redactFlags(`-v -ldflags=-X=main.k=${s} -x`))],
    [
      '-X in a quoted flag',
      secret(VALUE_PUNCTUATION).map((s) => redactFlags(`-v '-ldflags=-X main.k=${s} -s' -x`)),
    ],
    [
      '-X in double quotes',
      secret(`${VALUE_PUNCTUATION} `).map((s) =>
        redactFlags(`-ldflags="-X 'main.k=${s.replaceAll(' -', '')}' -s" -x`),
      ),
    ],
    [
      '-X in a separate word',
      secret(VALUE_PUNCTUATION).map((s) => redactFlags(`-ldflags "-s -X main.k=${s}" -x`)),
    ],
    ['-D', secret(VALUE_PUNCTUATION).map((s) => redactVariable('CGO_CFLAGS', `-O2 -DKEY=${s} -g`))],
    [
      '-D with a blank',
      secret(VALUE_PUNCTUATION).map((s) => redactVariable('CGO_CPPFLAGS', `-D KEY=${s} -g`)),
    ],
    [
      '-D in quotes',
      secret(`${VALUE_PUNCTUATION} `).map((s) => redactFlags(`-g "-DKEY=${s.replaceAll(' -', '')}" -O2`)),
    ],
    [
      'arguments',
      secret(`${VALUE_PUNCTUATION} `).map((s) =>
        redactArgs(['build', `-DKEY=${s}`, '-X', `main.k=${s}`]).join('\n'),
      ),
    ],
    [
      '-ldflags argument',
      secret(VALUE_PUNCTUATION).map((s) =>
        redactArgs(['-ldflags', `-s -X main.k=${s}`, `-ldflags=-X=main.k=${s}`]).join('\n'),
      ),
    ],
    ['a variable by its name', secret(VALUE_PUNCTUATION).map((s) => redactVariable('NPM_TOKEN', s))],
  ])('planted in %s', (_, redacted) => {
    fc.assert(
      fc.property(redacted, (text) => !text.includes(CORE)),
      { numRuns: propertyRuns(2000) },
    );
  });
});
