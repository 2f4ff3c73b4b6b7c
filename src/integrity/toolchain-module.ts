/** Toolchains that Go downloads lie in the module cache as versions of it. */
export const TOOLCHAIN = 'golang.org/toolchain';
