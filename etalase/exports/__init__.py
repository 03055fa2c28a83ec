"""Plan: catalog → the files that are not pages: what search engines, readers, phones and hosts ask for."""
