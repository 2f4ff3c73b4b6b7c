import type { VerifyFinding } from './verify-result.ts';

/** A finding without what it has in common with the others of its module. */
export type Found = Pick<VerifyFinding, 'part' | 'state' | 'file' | 'message'> & Partial<VerifyFinding>;
