import type { VersionDeclaration } from '../../domain/declared.ts';
import { declaredDifference } from '../../domain/declared-difference.ts';
import type { Finding, VersionChange } from '../../domain/finding.ts';
import { firstRelease } from '../../domain/first-release.ts';
import { VERSION_WEIGHTS } from '../../domain/score.ts';
import { versionSeverity } from '../../domain/version-severity.ts';
import { declaredPlace } from './declared-place.ts';
import { editDeclarationFix } from './edit-declaration-fix.ts';

/** Two declarations that no Go version can meet together. */
export function contradictionFinding(
  exact: VersionDeclaration,
  other: VersionDeclaration,
  dir: string,
): Finding {
  const change = distance(exact, other);
  const line = other.kind === 'exact' ? '' : `${other.kind} `;
  return {
    dimension: 'go_version',
    key: `declared.${other.source}${other.kind === 'exact' ? '' : `.${other.kind}`}`,
    kind: 'mismatch',
    change,
    severity: versionSeverity(change),
    weight: VERSION_WEIGHTS[change],
    expected: exact.version,
    actual: other.version,
    source: exact.source,
    origin: other.source,
    fix:
      other.kind === 'go'
        ? editDeclarationFix(exact, other, dir)
        : `make ${nameOf(exact, dir)} (${exact.version}) and ${nameOf(other, dir)} (${line}${other.version}) agree`,
    location: other.location,
  };
}

/** A range stands for the oldest release that meets it. */
function distance(exact: VersionDeclaration, other: VersionDeclaration): VersionChange {
  const version = other.range === undefined ? other.version : firstRelease(other, null);
  const { change } = declaredDifference(exact, version ?? '');
  return change === 'none' ? 'minor' : change;
}

/** mise has more than one name for its file. */
function nameOf(declaration: VersionDeclaration, dir: string): string {
  return declaration.source === 'mise.toml' ? declaredPlace(declaration, dir) : declaration.source;
}
