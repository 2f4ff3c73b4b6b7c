import { APPROVE } from '../../domain/approve.ts';
import type { EnvCheck } from './compare.ts';
import { envFinding } from './env-finding.ts';

/** The C compiler's fact, and what stands under `local` where there is none: with cgo on, and off. */
export const COMPILER = 'CC.version';
export const MISSING = 'CC.missing';
export const ABSENT = 'CC.absent';

/** With cgo on and no C compiler, Go refuses as soon as a package needs one. */
export const checkCompiler: EnvCheck = (_, facts) => {
  const {
    [MISSING]: missing,
    'CC.needed': refusal,
    'CC.unstarted': unstarted,
    'CC.fix': fix = null,
  } = facts.local;
  if (missing === undefined) return [];
  return [
    envFinding(facts, {
      key: 'CC',
      kind: 'missing',
      severity: refusal === undefined ? 'warning' : 'error',
      ...(refusal === undefined ? {} : { weight: 1 }),
      expected: missing,
      actual: refusal ?? unstarted ?? 'not in PATH, with CGO_ENABLED=1',
      fix,
    }),
  ];
};

/** With cgo off, packages lose the files that import "C"; where none are left, Go refuses. */
export const checkCgo: EnvCheck = ({ values }, facts, baseline) => {
  const { 'cgo.lost': lost, 'cgo.refused': refusal, 'CGO_ENABLED.fix': fix = '' } = facts.local;
  const isApproved = baseline?.CGO_ENABLED === '0' || values.CGO_ENABLED === '0';
  if (lost === undefined || (refusal === undefined && isApproved)) return [];
  const [first = '', ...others] = lost.split('\n');
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const absent = facts.local[ABSENT];
  const why = absent === undefined ? '0' : `0: no ${absent} in PATH`;
  const approve = refusal === undefined ? [APPROVE] : [];
  return [
    envFinding(facts, {
      key: 'CGO_ENABLED',
      severity: refusal === undefined ? 'warning' : 'error',
      ...(refusal === undefined ? {} : { weight: 1 }),
      expected: '1: packages need cgo',
      actual: `${why}; ${refusal ?? `left out of the build: ${first}${more}`}`,
      fix: [fix, ...approve].filter((way) => way !== '').join('  # or ') || null,
    }),
  ];
};
