/** A script that runs on hosts, as text: esbuild's text loader in the build, a small plugin in vitest.config.ts. */
declare module '*.sh' {
  const text: string;
  export default text;
}
