/** esbuild takes it out of the script: dist/webview.css. */
declare module '*.css';
