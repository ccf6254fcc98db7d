/** Text beyond this is not parsed: a file of rules or settings is never so large, and memory must stay bounded. */
export const largestText = 48 * 1024 * 1024;

/** In characters: beyond this a text in an editor is not judged. 200,000 rules are less, and take some hundred MB. */
export const largestDocument = 24 * 1024 * 1024;
