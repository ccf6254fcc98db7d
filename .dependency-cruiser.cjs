// Each rule is an invariant of ARCHITECTURE.md and carries its name there.
// Types count too: `import type` from vscode or ssh2 ties a room to them just as much.
const VSCODE = '^(vscode|node_modules/@types/vscode)';
const SSH2 = '^(ssh2|node_modules/(@types/)?ssh2)';
const WORLD = ['^node_modules/', '^(client|server|scripts|test)/'];

module.exports = {
  forbidden: [
    {
      name: 'core-knows-no-world',
      comment: 'core is Linux audit itself: no editor, no protocol library, no ssh, no node.',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: '^core/' },
    },
    {
      name: 'client-and-server-meet-in-core',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { path: '^(client|server)/', pathNot: '^$1/' },
    },
    {
      name: 'decisions-are-pure',
      comment: 'What is decided can be tested as data; only the rim touches the world.',
      severity: 'error',
      from: {
        path: '^(client/src/deploy/(plan|diff)|client/src/central/(setUp/(plan|firewall|packages|centralFiles|senderFiles)|diagnosis/(diagnose|chain|faults/))|server/src/language/)',
      },
      to: { path: [VSCODE, SSH2, '^(node:)?(fs|net|child_process)(/|$)'] },
    },
    {
      name: 'one-door-to-ssh2',
      severity: 'error',
      from: { pathNot: '^client/src/hosts/ssh2Shell\\.ts$' },
      to: { path: SSH2 },
    },
    {
      name: 'the-reading-thread-is-alone',
      comment: 'It has neither the editor nor a connection: it asks the other thread (client/src/reading/calls.ts).',
      severity: 'error',
      from: { path: '^client/src/reading/(reader[^/]*|far[^/]*|mirrored[^/]*|translator)\\.ts$' },
      to: { path: [VSCODE, SSH2, '^client/src/hosts/'], reachable: true },
    },
    {
      name: 'webview-is-a-browser',
      severity: 'error',
      from: { path: '^client/webview/' },
      to: {
        pathNot: [
          '^client/webview/',
          '^core/src/(protocol|events|text)/',
          '^node_modules/@(tanstack|vscode-elements)/',
        ],
      },
    },
    {
      name: 'kinds-are-strangers',
      severity: 'error',
      from: { path: '^server/src/language/(rules|config|log)/' },
      to: { path: '^server/src/language/(rules|config|log)/', pathNot: '^server/src/language/$1/' },
    },
    {
      name: 'checks-are-strangers',
      comment: 'A check must be readable, switched off and removed alone.',
      severity: 'error',
      from: { path: '^server/src/language/[^/]+/checks/[^/]+\\.ts$', pathNot: '/index\\.ts$' },
      to: { path: '^server/src/language/[^/]+/checks/[^/]+\\.ts$', pathNot: '/check\\.ts$' },
    },
    {
      name: 'handlers-only-dispatch',
      severity: 'error',
      from: { path: '^server/src/handlers/' },
      to: { path: ['^core/src/(rules|config|events|facts)/', '^server/src/language/(rules|config|log)/'] },
    },
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-test-in-product',
      severity: 'error',
      from: { path: '^(core|server|client)/' },
      to: { path: '^(test|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Without this type-only imports slip by.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
