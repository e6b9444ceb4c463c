package io.movein.store.search;

/** By what two documents are told to be the same, beside id, routing and version. */
public enum Contents {
    /** What was written, byte for byte. */
    SOURCES {
        @Override
        Listed listed(Document document) {
            return document.listed();
        }
    },
    /** What a query finds: an index that makes its sources of its fields has no other. */
    FIELDS {
        @Override
        Listed listed(Document document) {
            return document.listedByFields();
        }
    },
    /** What a query finds in fields of which it is known what becomes of a written value. */
    KNOWN_FIELDS {
        @Override
        Listed listed(Document document) {
            return document.listedByFields();
        }
    },
    /** Nothing can be said of it. */
    NONE {
        @Override
        Listed listed(Document document) {
            return document.listed();
        }
    };

    abstract Listed listed(Document document);
}
