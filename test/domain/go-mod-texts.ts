/** Texts of go.mod, good and bad, by what is special about them; written without Go's own tests. */
export const GO_MODS: Readonly<Record<string, string>> = {
  empty: '',
  'only comments': '// one\n\n// two\n',
  'module only': 'module example.com/shop\n',
  'no final newline': 'module example.com/shop\n\ngo 1.22',
  'everything in blocks': `// Deprecated: use v2.
module (
	example.com/shop // its name
)

go 1.24.1

toolchain go1.26.8

godebug (
	default=go1.21
	panicnil=1
)

require (
	golang.org/x/net v0.17.0
	golang.org/x/text v0.13.0 // indirect
	example.com/a/v2 v2.1.0 // indirect; pinned

	// above
	gopkg.in/yaml.v3 v3.0.1 // not indirect
	example.com/b v4.0.0+incompatible //indirect
)

exclude golang.org/x/net v0.16.0

replace (
	golang.org/x/net v0.17.0 => ../net
	golang.org/x/text => golang.org/x/text v0.14.0
)

retract (
	v1.0.0
	[v1.1.0, v1.2.0] // broken
)

tool (
	golang.org/x/tools/cmd/stringer
	"example.com/cmd/gen"
)

ignore ./node_modules
ignore (
	./tmp
)
`,
  'windows line ends':
    'module example.com/shop\r\n\r\ngo 1.22\r\n\r\nrequire (\r\n\texample.com/a v1.0.0 // indirect\r\n)\r\n',
  'byte order mark': '\ufeffmodule example.com/shop\n',
  'NUL byte': 'module example.com/shop\n\0\n',
  'no-break space': 'module\u00a0example.com/shop\n',
  'form feed': 'module example.com/shop\n\f\ngo 1.22\n',
  'letters of other scripts': 'module example.com/shop\nreplace example.com/a => ./größe/日本\n',
  'quoted path': 'module "example.com/shop"\nrequire "example.com/a" "v1.0.0"\n',
  'escapes in quotes':
    'module "example.com/\\x73\\150\\u006f\\U00000070"\nreplace example.com/a => "./a b\\t\\303\\244"\n',
  'bad escapes':
    'module "example.com/\\q"\ntool "\\400"\ntool "\\ud800"\ntool "\\\'"\ntool "\\x4"\ntool ""\n',
  'escaped newline in quotes': 'module "example.com/\\\nshop"\ngo x\n',
  'raw string': 'module `example.com/shop`\n',
  'unterminated string': 'module example.com/shop\ntool "abc\ngo 1.22\n',
  'string at the end of file': 'module "example.com/shop',
  'raw string at the end of file': 'module `example.com',
  'quote within a word': 'module example.com/sh\'op\ntool a"b\n',
  'unterminated block': 'module example.com/shop\nrequire (\n\texample.com/a v1.0.0\n',
  'unterminated block that ends in a comment': 'module example.com/shop\nrequire ( // open',
  'words after a closing parenthesis': 'module example.com/shop\nrequire (\n) example.com/a v1.0.0\n',
  'empty block': 'module example.com/shop\nrequire ()\nrequire () // none\nrequire (\n)\n',
  'parentheses in a line': 'module example.com/shop\nrequire ( ) a\nrequire (a\nrequire ) b\n',
  'parenthesis first': 'module example.com/shop\n(\n)\n, ]\n',
  'block of an unknown kind': 'module example.com/shop\nfoo (\n\tbar\n)\ngo (\n\t1.22\n)\nrequire foo (\n)\n',
  'unknown directives': 'module example.com/shop\nfoo bar\nuse ./a\nMODULE b\n__proto__ x\nconstructor\n',
  'repeated statements':
    'module example.com/a\nmodule example.com/b\ngo 1.22\ngo 1.23\ntoolchain go1.22.3\ntoolchain go1.22.4\n',
  'repeated after a bad one':
    'module\nmodule example.com/b\ngo x\ngo 1.22\ntoolchain x\ntoolchain go1.22.3\n',
  'go versions that are none':
    'module example.com/a\ngo\ngo 1\ngo 1.22 1.23\ngo go1.22\ngo v1.22\ngo 1.x\ngo 01.2\ngo 0.9\ngo 1.22.3.4\ngo 1.22rc\n',
  'go release': 'module example.com/a\ngo 1.22.3\n',
  'go candidate': 'module example.com/a\ngo 1.22rc1\n',
  'go of the future': 'module example.com/a\ngo 3.99999999999999999999\n',
  'toolchain default': 'module example.com/a\ngo 1.22\ntoolchain default\n',
  'toolchains that are none':
    'module example.com/a\ntoolchain\ntoolchain 1.22\ntoolchain local\ntoolchain go1.22 go1.23\ntoolchain gox\n',
  'block comments': 'module example.com/shop\n/* no */\n',
  'block comment in a word': 'module example.com/shop\ngo 1.22/* no */\n',
  'comment in a word': 'module example.com/shop//x\nrequire example.com/a v1.0.0//indirect\n',
  'comments that only look like indirect':
    'module example.com/shop\nrequire (\n\ta.b/a v1.0.0 // indirectly\n\ta.b/b v1.0.0 // indirect;x\n\ta.b/c v1.0.0 // indirect;\n\ta.b/d v1.0.0 //  indirect; \t x\n\ta.b/e v1.0.0 // // indirect\n)\n',
  'versions that are none':
    'module example.com/shop\nrequire a.b/a master\nrequire a.b/a 1.2.3\nrequire a.b/a v1.02.3\nrequire a.b/a v1.2.3-01\nrequire a.b/a v1.2.3 v1.2.4\nrequire a.b/a\nrequire\nexclude a.b/a latest\nrequire a.b/a \'v1\'\nrequire a.b/a ""\n',
  'short and stamped versions':
    'module example.com/shop\nrequire a.b/a v1\nrequire a.b/b v1.2\nrequire a.b/c v1.2.3+meta\nrequire a.b/d v1.2.3-rc.1+meta.2\nexclude a.b/d v2.0.0+incompatible\n',
  'pseudo-versions':
    'module example.com/shop\nrequire a.b/a v0.0.0-20161208181325-20d25e280405\nrequire gopkg.in/check.v1 v0.0.0-20161208181325-20d25e280405\n',
  'major versions that do not fit':
    'module example.com/shop\nrequire a.b/a v2.0.0\nrequire a.b/a/v2 v1.0.0\nrequire a.b/a/v3 v3.0.0+incompatible\nrequire gopkg.in/yaml.v2 v3.0.0\nrequire gopkg.in/yaml.v2-unstable v2.0.0\nexclude a.b/a/v2 v0.0.0-20161208181325-20d25e280405\n',
  'paths with a bad major version':
    'module example.com/shop\nrequire a.b/a/v1 v1.0.0\nrequire a.b/a/v02 v2.0.0\nrequire a.b/a/v1.2 v1.0.0\nrequire gopkg.in/yaml v1.0.0\nrequire gopkg.in/yaml.v0-unstable v0.1.0\nreplace a.b/a/v1 => ./a\nrequire /v2 v2.0.0\nrequire v2 v1.0.0\nrequire a.b/v v1.0.0\n',
  replacements:
    'module example.com/shop\nreplace a.b/a => /abs\nreplace a.b/b v1.0.0 => .\nreplace a.b/c => ..\nreplace a.b/d => C:/x\nreplace a.b/e v2.0.0+incompatible => a.b/f v9.0.0\nreplace a.b/a/v2 v2.0.0 => a.b/g/v3 v1.0.0\n',
  'bad replacements':
    'module example.com/shop\nreplace a.b/a\nreplace a.b/a =>\nreplace a.b/a => b\nreplace a.b/a => b@v1.0.0\nreplace a.b/a => ./b v1.0.0\nreplace a.b/a v2.0.0 => ./b\nreplace a.b/a master => ./b\nreplace a.b/a => b.c/d x\nreplace a.b/a v1.0.0 v1.0.1 => ./b\nreplace a.b/a => ./b v1.0.0 v1.0.1\nreplace => => =>\n',
  'bad godebug':
    'module example.com/shop\ngodebug\ngodebug a\ngodebug a=b c=d\ngodebug a="b"\ngodebug a=b,c=d\ngodebug =\n',
  'bad retractions':
    "module example.com/shop\nretract\nretract [\nretract [v1.0.0\nretract [v1.0.0,\nretract [v1.0.0, v1.1.0\nretract [v1.0.0, v1.1.0] x\nretract v1.0.0 x\nretract 'x'\nretract (a\nretract [ 'a', b]\nretract anything\n",
  'bad tools': "module example.com/shop\ntool\ntool a b\ntool 'a'\nignore\nignore a b\nignore `a`\n",
  'carriage returns between words': 'module\rexample.com/shop\ngo 1.22\r\r\n',
};

export const GO_WORKS: Readonly<Record<string, string>> = {
  empty: '',
  'everything in blocks':
    'go 1.24.1\n\ntoolchain go1.26.8\n\nuse (\n\t.\n\t./tools // here\n\t"./a b"\n)\nuse ../other\n\nreplace (\n\ta.b/a v1.0.0 => ./a\n\ta.b/c => a.b/d v1.4.0\n)\ngodebug default=go1.21\n',
  'windows line ends': 'go 1.22\r\nuse (\r\n\t./a\r\n)\r\n',
  'byte order mark': '\ufeffgo 1.22\n',
  'directives of go.mod':
    'go 1.22\nmodule a\nrequire a.b/c v1.0.0\nexclude a.b/c v1.0.0\nretract v1.0.0\ntool a\nignore ./a\nrequire (\n)\n',
  'bad lines':
    "go 1.x\ngo 1.22\ngo 1.23\ntoolchain bash\nuse\nuse ./a ./b\nuse './a'\nreplace a.b/c => d\ngodebug x\n",
  'unterminated block': 'go 1.22\nuse (\n\t./a\n',
  'unknown blocks': 'go (\n\t1.22\n)\ntoolchain (\n)\nuse x (\n)\n',
  'toolchain default': 'go 1.22\ntoolchain default\n',
};

/** What Go's parser lets pass and Go then refuses to run or build with. */
export const REFUSED_LATER: Readonly<Record<string, string>> = {
  'candidate of a patch release': 'module example.com/a\ngo 1.22.3rc1\n',
  'candidate with a leading zero': 'module example.com/a\ngo 1.22rc01\n',
  'toolchain without a version': 'module example.com/a\ngo 1.22\ntoolchain go1.banana\n',
  'toolchain with a build suffix': 'module example.com/a\ngo 1.22\ntoolchain go1.23.0+bigcorp\n',
};
