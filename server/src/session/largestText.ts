/** Text beyond this is not parsed: a file of rules or settings is never so large, and memory must stay bounded. */
export const largestText = 48 * 1024 * 1024;
