const layer = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

export default {
  forbidden: [
    layer(
      'domain-is-pure',
      '^src/domain',
      '^(?!src/domain|(node:)?(path|buffer|util)$|node_modules/(semver|@types/semver|toml-eslint-parser)/).+',
      'The domain is data and pure functions: no effects, nothing of the layers above.',
    ),
    layer(
      'contract-below',
      '^src/contract',
      '^src/(?!contract|domain)',
      'The telemetry contract is data about the domain.',
    ),
    layer(
      'host-below',
      '^src/host',
      '^src/(?!host|domain|contract)',
      'The door to the machine knows no dimension.',
    ),
    layer('config-below', '^src/config', '^src/(?!config|domain)', 'Schemas of files know no machine.'),
    layer(
      'store-below',
      '^src/store',
      '^src/(?!store|domain|contract)',
      'The state directory knows no dimension.',
    ),
    layer(
      'integrity-below',
      '^src/integrity',
      '^src/(?!integrity|domain|contract|host|store)',
      'Hashing and its index know neither dimension nor command; what a dimension needs of them it reads in the state directory.',
    ),
    layer(
      'dimensions-below',
      '^src/dimensions',
      '^src/(?!dimensions|domain|contract|host)',
      'A dimension observes through the host and is judged by the engine.',
    ),
    {
      name: 'no-sibling-dimension',
      comment: 'Adding or removing a dimension touches its own folder only.',
      severity: 'error',
      from: { path: '^src/dimensions/([^/]+)/' },
      to: { path: '^src/dimensions/([^/]+)/', pathNot: '^src/dimensions/$1/' },
    },
    layer(
      'engine-below',
      '^src/engine',
      '^src/(telemetry|collector|cli|main)',
      'The engine does not know who asks.',
    ),
    layer(
      'telemetry-below',
      '^src/telemetry',
      '^src/(?!telemetry|domain|contract)',
      'Telemetry reads states, it does not make them.',
    ),
    layer(
      'init-below',
      '^src/init',
      '^src/(?!init|domain|contract|config|host|store|shell)',
      'What init writes hangs on what is there, not on who asks.',
    ),
    layer('collector-below', '^src/collector', '^src/(cli|main)', 'The command line starts the collector.'),
    layer('nothing-imports-main', '^src/', '^src/main\\.ts$', 'main.ts is where it begins.'),
    layer(
      'telemetry-libraries',
      '^src/(?!telemetry)',
      'node_modules/(prom-client|@opentelemetry)/',
      'Loaded only where telemetry is wanted.',
    ),
    layer('execa-in-host', '^src/(?!host)', 'node_modules/execa/', 'Processes are started behind one door.'),
    {
      name: 'no-cycles',
      comment: 'A cycle has no lowest layer.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    // dependency-cruiser does not know TypeScript 7 yet: swc reads the imports.
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
