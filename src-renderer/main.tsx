/** The window's entry: chooses how the engine is reached, then hands over to React. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setLocale } from '../src-shared/text/localised.ts';
import { App } from './app.tsx';
import { createConnection } from './client/connection.ts';
import { createEngine, EngineProvider } from './client/engine.tsx';
import { portOpener, type ShellMarks } from './client/port-transport.ts';
import { applyRememberedTheme } from './client/settings.ts';
import { openSocket, socketAddress } from './client/socket-transport.ts';
import './styles/window.css';

// `?locale=pseudo`: every text that passes through src-shared/text stands out, and what is cut off when words are longer.
if (new URLSearchParams(location.search).get('locale') === 'pseudo') setLocale('pseudo');
applyRememberedTheme();
const { maneShell } = window as Window & ShellMarks;
const open = maneShell?.present === true ? portOpener(window) : openSocket(socketAddress(location));
const engine = createEngine(createConnection(open));

const host = document.getElementById('root');
if (host === null) throw new Error('index.html has no #root');
createRoot(host).render(
  <StrictMode>
    <EngineProvider engine={engine}>
      <App />
    </EngineProvider>
  </StrictMode>,
);
