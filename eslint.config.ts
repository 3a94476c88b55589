import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const WORD = '/[A-Za-z]{2}/';
const SHOWN = 'JSXAttribute[name.name=/^(aria-label|title|placeholder|label|hint|alt)$/]';
const literalWords = [
  `JSXText[value=${WORD}]`,
  `${SHOWN} > Literal[value=${WORD}]:not([value="MANE"])`,
  `${SHOWN} > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=${WORD}]`,
  `:matches(JSXElement, JSXFragment, ${SHOWN}) > JSXExpressionContainer > :matches(Literal, ConditionalExpression > Literal)[value=${WORD}]`,
].map((selector) => ({ selector, message: 'Words of the window belong to src-shared/text.' }));

const ownNumbers = {
  selector: 'CallExpression[callee.property.name="toFixed"]',
  message: 'Numbers of the window are written by ui/numbers.ts.',
};

const ROOT_CONFIGS = ['eslint.config.ts', 'electron.vite.config.ts', 'vitest.config.ts'];

export default tseslint.config(
  {
    ignores: [
      'out/**',
      'node_modules/**',
      'test/fixtures/**',
      'test/artefacts/**',
      '**/*.mjs',
      '**/*.d.mts',
      '**/*.cjs',
    ],
  },
  js.configs.recommended,
  tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ROOT_CONFIGS },
        tsconfigRootDir: new URL('.', import.meta.url).pathname,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['src-renderer/**/*.tsx', 'src-renderer/**/*.ts'], ...hooks.configs.flat.recommended },
  {
    files: ['src-renderer/**/*.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...literalWords, ownNumbers] },
  },
  {
    files: ['test/**', 'scripts/**'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  prettier,
);
