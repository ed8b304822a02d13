-- Under which version of the catalogue what is kept of it is still good. One row.
SELECT v.version FROM catalogue_version v;
