package io.movein.store.objects;

import io.movein.store.objects.StoreFailure.Kind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects below a prefix, page by page. A page without an end or a key that comes twice is a failure, never the end. */
final class Listing implements Iterator<Listed> {

    /** Asks for the page after a token; null for the first. */
    interface Pages {
        ListObjectsV2Response page(@Nullable String token);
    }

    private final Place place;
    private final Pages pages;
    private ListObjectsV2Response page;
    private Iterator<S3Object> objects;
    private @Nullable String last;

    Listing(Place place, Pages pages) {
        this.place = place;
        this.pages = pages;
        this.page = pages.page(null);
        this.objects = page.contents().iterator();
    }

    @Override
    public boolean hasNext() {
        while (!objects.hasNext()) {
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return false;
            }
            next(page.nextContinuationToken());
        }
        return true;
    }

    private void next(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            throw new StoreFailure(
                    Kind.LISTING,
                    place,
                    "the listing says that there is more after %s, and not how to get it"
                            .formatted(last == null ? "its first page" : Names.show(last)));
        }
        page = pages.page(token);
        if (token.equals(page.nextContinuationToken()) && Boolean.TRUE.equals(page.isTruncated())) {
            throw new StoreFailure(
                    Kind.LISTING, place, "the listing goes round: the page after %s leads to itself".formatted(last));
        }
        objects = page.contents().iterator();
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
        return new Listed(key, object.size(), object.eTag() == null ? "" : object.eTag(), object.lastModified());
    }
}
