import tseslint from 'typescript-eslint';

// A name, not an import, is meant here, so dependency-cruiser cannot see it.
const oneDoorToVscodeCommands = {
  selector: 'MemberExpression[property.name=/^register(TextEditor)?Command$/]',
  message: 'one-door-to-vscode-commands: commands are registered in client/src/commands only.',
};
const noClockInCore = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: 'core gets the time handed in.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'core gets the time handed in.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', 'node_modules/', 'test-results/', 'examples/', '**/*.generated.ts', '**/*.cjs'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['client/src/**/*.ts'],
    ignores: ['client/src/commands/**'],
    rules: { 'no-restricted-syntax': ['error', oneDoorToVscodeCommands] },
  },
  { files: ['core/src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...noClockInCore] } },
);
