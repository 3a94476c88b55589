/** The stores we have, each through the one suite. */
import { openStore } from '../../src-main/store/store-client.ts';
import { storeConformance, type Place } from './store.ts';
import { temporaryFolder } from './store-samples.ts';

function sqlite(inThread: boolean): () => Promise<Place> {
  return async () => {
    const { db, remove } = temporaryFolder();
    return { open: () => openStore({ path: db, inThread }), remove: async () => remove() };
  };
}

storeConformance('SQLite in the caller’s thread', sqlite(false));
storeConformance('SQLite in its own thread', sqlite(true));
