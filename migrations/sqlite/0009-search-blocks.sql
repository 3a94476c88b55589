-- Search without reading texts: the trigrams of 4,096 texts at a time, each with the texts that hold it, so that what a query
-- shares with every text is counted from some hundred short rows. A text that came or changed since waits in the tail
-- (`block IS NULL`), which is read through; the writer moves the tail into blocks from time to time. A text that has gone leaves
-- its slot behind, which then stands for nothing.
CREATE TABLE search_blocks (
  -- Numbers are not used twice: what a reader knows of a block stays true.
  block INTEGER PRIMARY KEY AUTOINCREMENT,
  corpus TEXT NOT NULL CHECK (corpus IN ('narrative', 'headline')),
  -- Slots in use, and the moment of detection of each, epoch milliseconds: 8-byte floats, little endian.
  filled INTEGER NOT NULL CHECK (filled BETWEEN 0 AND 4096),
  detected BLOB NOT NULL
) STRICT;
CREATE TABLE search_postings (
  term TEXT NOT NULL,
  block INTEGER NOT NULL,
  -- Fewer than 512 bytes: a list of 2-byte slots, little endian; 512 bytes: a bitmap.
  slots BLOB NOT NULL,
  PRIMARY KEY (term, block)
) STRICT, WITHOUT ROWID;

ALTER TABLE narrative_docs ADD COLUMN block INTEGER;
ALTER TABLE narrative_docs ADD COLUMN slot INTEGER;
ALTER TABLE headline_docs ADD COLUMN block INTEGER;
ALTER TABLE headline_docs ADD COLUMN slot INTEGER;
CREATE INDEX idx_narrative_doc_slot ON narrative_docs (block, slot) WHERE block IS NOT NULL;
CREATE INDEX idx_headline_doc_slot ON headline_docs (block, slot) WHERE block IS NOT NULL;
CREATE INDEX idx_narrative_doc_tail ON narrative_docs (docid) WHERE block IS NULL;
CREATE INDEX idx_headline_doc_tail ON headline_docs (docid) WHERE block IS NULL;

CREATE TRIGGER narratives_search_tail AFTER UPDATE OF narrative_text ON narratives
WHEN new.narrative_text IS NOT old.narrative_text BEGIN
  UPDATE narrative_docs SET block = NULL, slot = NULL WHERE anomaly_id = new.anomaly_id;
END;
CREATE TRIGGER headlines_search_tail AFTER UPDATE OF title ON news_articles WHEN new.title IS NOT old.title BEGIN
  UPDATE headline_docs SET block = NULL, slot = NULL WHERE article_id = new.id;
END;
