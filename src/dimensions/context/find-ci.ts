type Env = Readonly<Record<string, string | undefined>>;

/** The variable by which each service's documentation says it can be told. */
const SERVICES: readonly (readonly [string, string])[] = [
  ['GitHub Actions', 'GITHUB_ACTIONS'],
  ['GitLab CI', 'GITLAB_CI'],
  ['Jenkins', 'JENKINS_URL'],
  ['CircleCI', 'CIRCLECI'],
  ['Buildkite', 'BUILDKITE'],
  ['Azure Pipelines', 'TF_BUILD'],
  ['Drone', 'DRONE'],
  ['TeamCity', 'TEAMCITY_VERSION'],
  ['Travis CI', 'TRAVIS'],
  ['Bitbucket Pipelines', 'BITBUCKET_BUILD_NUMBER'],
  ['CI', 'CI'],
];

/** The continuous integration service that runs this, `CI` where only that variable tells; null outside of any. */
export function findCi(env: Env): string | null {
  return SERVICES.find(([, variable]) => !/^(?:|0|false)$/i.test(env[variable] ?? ''))?.[0] ?? null;
}
