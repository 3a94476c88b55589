/** Builds the window alone, with the plugins the whole build uses: for its own tests, and for work on the window only. */
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { licences } from '../scripts/licences.mjs';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [react(), tailwindcss(), licences()],
  build: { outDir: '../out/renderer', emptyOutDir: true },
});
