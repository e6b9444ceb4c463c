package io.movein.github;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a list goes on. GitHub's ETag of a page does not cover its {@code Link} header, so a page that is "not modified" may
 * have got a successor since: a full page is therefore always followed, whatever its remembered header says.
 */
final class Page {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NEXT = Pattern.compile("<[^>]*>\\s*;[^,]*rel=\"?next\"?");
    private static final Pattern SIZE = Pattern.compile("(?:^|&)per_page=([0-9]{1,4})(?=&|$)");
    private static final Pattern NUMBER = Pattern.compile("(^|&)page=([0-9]{1,7})(?=&|$)");

    private Page() {}

    /** The {@code Link} header that the caller shall see; empty: the list ends here, or is none. */
    static Optional<String> link(URI asked, Answer answer) {
        var given = answer.headers().firstValue("link");
        if (given.filter(link -> NEXT.matcher(link).find()).isPresent()) {
            return given;
        }
        return size(asked)
                .filter(size -> elements(answer.readable()) >= size)
                .map(_ -> "<" + successor(asked) + ">; rel=\"next\"");
    }

    /** Number of elements of a JSON array, -1 for any other JSON. */
    static int elements(byte[] body) {
        try (var parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return -1;
            }
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                count++;
                parser.skipChildren();
            }
            return count;
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether this is one JSON value, whole. */
    static boolean isJson(byte[] body) {
        try (var parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Integer> size(URI asked) {
        var query = asked.getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        var match = SIZE.matcher(query);
        return match.find() ? Optional.of(Integer.valueOf(match.group(1))) : Optional.empty();
    }

    private static String successor(URI asked) {
        var query = asked.getRawQuery();
        var page = NUMBER.matcher(query);
        var next = page.find()
                ? page.replaceFirst(page.group(1) + "page=" + (Integer.parseInt(page.group(2)) + 1))
                : query + "&page=2";
        return asked.toString().replace(query, next);
    }
}
