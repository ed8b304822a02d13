-- Photos are kept as an original and smaller variants, all made by us from what was uploaded. Without
-- a row here (photos from before, the demo's) the original stands in for every variant.
CREATE TABLE photo_variants (
  photo_id uuid NOT NULL REFERENCES photos ON DELETE CASCADE,
  variant text NOT NULL CHECK (variant IN ('card', 'thumb')),
  storage_key text NOT NULL,
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png')),
  width integer NOT NULL CHECK (width > 0),
  height integer NOT NULL CHECK (height > 0),
  size_bytes integer NOT NULL CHECK (size_bytes > 0),
  sha256 bytea NOT NULL,
  PRIMARY KEY (photo_id, variant)
);

-- 5 MiB is the limit of an upload, which is written anew: a PNG that was packed by somebody who took
-- his time comes out larger.
ALTER TABLE photos DROP CONSTRAINT photos_size_bytes_check;
ALTER TABLE photos ADD CONSTRAINT photos_size_bytes_check CHECK (size_bytes > 0);
