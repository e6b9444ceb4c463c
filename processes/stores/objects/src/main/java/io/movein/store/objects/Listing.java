package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The objects below a prefix, page by page. A page without an end or a key that comes twice is a failure, never the end. */
final class Listing implements Iterator<Listed> {

    /** Asks for the page after a token; null for the first. */
    interface Pages {
        S3Protocol.Page page(@Nullable String token);
    }

    private final Place place;
    private final Pages pages;
    private S3Protocol.Page page;
    private Iterator<Listed> objects;
    private @Nullable String last;

    Listing(Place place, Pages pages) {
        this.place = place;
        this.pages = pages;
        this.page = pages.page(null);
        this.objects = page.objects().iterator();
    }

    @Override
    public boolean hasNext() {
        while (!objects.hasNext()) {
            if (!page.truncated()) {
                return false;
            }
            next(page.next());
        }
        return true;
    }

    private void next(String token) {
        if (token.isEmpty()) {
            throw new StoreFailure(
                    Kind.LISTING,
                    place,
                    "the listing says that there is more after %s, and not how to get it"
                            .formatted(last == null ? "its first page" : Names.show(last)));
        }
        page = pages.page(token);
        if (token.equals(page.next()) && page.truncated()) {
            throw new StoreFailure(
                    Kind.LISTING,
                    place,
                    "the listing loops: the page after %s names itself as the next".formatted(last));
        }
        objects = page.objects().iterator();
    }

    @Override
    public Listed next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        var object = objects.next();
        var whole = object.key();
        if (!whole.startsWith(place.prefix())) {
            throw new StoreFailure(
                    Kind.LISTING,
                    place,
                    "listed %s, which is not below the prefix '%s'".formatted(Names.show(whole), place.prefix()));
        }
        var key = whole.substring(place.prefix().length());
        if (key.equals(last)) {
            throw new StoreFailure(Kind.LISTING, place, "listed %s twice".formatted(Names.show(key)));
        }
        last = key;
        return new Listed(key, object.size(), object.etag(), object.modified());
    }
}
