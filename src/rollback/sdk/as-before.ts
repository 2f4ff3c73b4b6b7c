/** The target of a return to what was there before, where Go's version then is not known. */
export const AS_BEFORE = 'as before';
