/** Small installations that wait and run beside the chatty one. */
export const INSTALLS = 200;
