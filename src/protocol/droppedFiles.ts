/** Files and folders that can be dropped at once. */
export const dropLimit = 20;

/** UTF-16 units of the address of a dropped file. */
export const droppedUriLimit = 8192;
