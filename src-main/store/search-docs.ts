/**
 * The texts that are searched, folded and at hand: whoever types on asks for nearly the same texts again with each letter, so they are
 * read from the database once. Any write to an index changes its structure record, and then what was held of it is forgotten.
 */
import type { Db } from './sqlite-open.ts';
import { foldText } from './trigrams.ts';

export interface SearchDoc {
  readonly docid: number;
  readonly anomaly_id: string;
  readonly detected_at: number;
  readonly folded: string;
  readonly text: string;
}

export interface SearchDocs {
  /** Forgets everything when the index was written to since; call before each search. True when it did. */
  refresh(): boolean;
  /** One for each number; undefined for a document that is gone. */
  get(docids: readonly number[]): (SearchDoc | undefined)[];
}

/** Documents held at most, of each index: some 20 MB when that many are stored, a year of a busy watch-list being a tenth of it. */
const HELD = 40_000;
/** The structure record of an FTS5 index, rewritten with each of its writes. https://sqlite.org/fts5.html#fts5_data_structures */
const STRUCTURE = 10;

interface Row {
  readonly docid: number;
  readonly anomaly_id: string;
  readonly detected_at: number;
  readonly text: string;
}

/** `some`: reads the texts of a JSON array of document numbers; one by one they take seven times as long. */
export function createSearchDocs(db: Db, index: string, some: string): SearchDocs {
  const read = db.prepare<[string], Row>(some);
  const structure = db.prepare<[number], Buffer>(`SELECT block FROM ${index}_data WHERE id = ?`).pluck();
  const held = new Map<number, SearchDoc>();
  let known: Buffer | undefined;

  function bring(docids: readonly number[]): SearchDoc[] {
    return read.all(JSON.stringify(docids)).map((row) => {
      const doc = { ...row, folded: foldText(row.text) };
      if (held.size >= HELD) held.delete(held.keys().next().value ?? row.docid);
      held.set(row.docid, doc);
      return doc;
    });
  }

  return {
    refresh() {
      const now = structure.get(STRUCTURE);
      if (known !== undefined && now !== undefined && known.equals(now)) return false;
      held.clear();
      known = now;
      return true;
    },
    get(docids) {
      const there = docids.map((docid) => held.get(docid));
      const absent = docids.filter((_, at) => there[at] === undefined);
      if (absent.length === 0) return there;
      const brought = new Map(bring(absent).map((doc) => [doc.docid, doc]));
      return docids.map((docid, at) => there[at] ?? brought.get(docid));
    },
  };
}
