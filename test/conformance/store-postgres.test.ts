/** The store over PostgreSQL through the same suite as the local one, and over a database that another MANE made. */
import { readFileSync } from 'node:fs';
import { readAddress } from '../../src-main/store/postgres/address.ts';
import { openPostgresStore } from '../../src-main/store/postgres/store.ts';
import { describePostgres, type TestServer } from '../fixtures/postgres.ts';
import { storeConformance, type Place } from './store.ts';

const SEED_SCHEMA = readFileSync(new URL('../fixtures/postgres/seed-schema.sql', import.meta.url), 'utf8');
function place(server: () => TestServer, adopted: boolean): () => Promise<Place> {
  return async () => {
    const database = await server().createDatabase();
    if (adopted) await database.query(SEED_SCHEMA);
    const address = readAddress(database.url);
    return { open: () => openPostgresStore({ address, retryForMs: 0 }), remove: () => database.drop() };
  };
}

describePostgres('store', (server) => storeConformance('made by us', place(server, false)), { every: true });
describePostgres('store', (server) => storeConformance('adopted', place(server, true)));
