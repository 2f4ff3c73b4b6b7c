import { createHash } from 'node:crypto';
import { type LazyPage, type Representation, representation } from '../page.ts';
import { statusPage } from './status-page.ts';
import type { StatusReport } from './status-report.ts';
import { STYLE } from './style.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
/** Nothing but its own style: what a project writes cannot load, run or send anything. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${STYLE_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface StatusPagesOptions {
  readonly report: () => StatusReport;
  /** Changes with everything that a report says. */
  readonly version: () => string;
}

/** `/` and `/api/v1/status`: rendered when asked for, at most once for each version. */
export function statusPages({ report, version }: StatusPagesOptions): ReadonlyMap<string, LazyPage> {
  return new Map([
    [
      '/',
      remembered(version, async () =>
        representation('text/html; charset=utf-8', statusPage(report()), {
          'Content-Security-Policy': POLICY,
        }),
      ),
    ],
    [
      '/api/v1/status',
      remembered(version, async () =>
        representation('application/json; charset=utf-8', `${JSON.stringify(report())}\n`),
      ),
    ],
  ]);
}

function remembered(version: () => string, render: () => Promise<Representation>): LazyPage {
  let kept: { readonly version: string; readonly page: Promise<readonly Representation[]> } | null = null;
  return () => {
    const now = version();
    if (kept === null || kept.version !== now) {
      const page = render().then((one) => [one]);
      kept = { version: now, page };
      // One that failed is tried again.
      page.catch(() => {
        if (kept?.page === page) kept = null;
      });
    }
    return kept.page;
  };
}
