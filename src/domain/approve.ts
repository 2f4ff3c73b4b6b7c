/** The other way out of a difference from the baseline, as the last part of a fix. */
export const APPROVE = 'approve it: godrift baseline write';
