/** Small installations that wait and run beside the chatty one. */
export const INSTALLS = 200;
/** Installations that are cancelled, one after the other, while the readers are served. */
export const SLEEPERS = 5;
