-- What a language model was sent for a draft (messages as JSON), so that an evidence bundle can show it; NULL for the template.
ALTER TABLE narrative_revisions ADD COLUMN prompt JSONB;
