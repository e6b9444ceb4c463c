package io.movein.standin.github.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One page of a list, and the {@code Link} header by which clients find the others. */
final class Paging {

    private static final int MOST = 100;

    private Paging() {}

    static <T> Answer page(Call call, String base, List<T> all, Function<T, ObjectNode> rendering) {
        var size = Math.clamp(number(call, "per_page", 30), 1, MOST);
        var page = Math.max(1, number(call, "page", 1));
        var from = Math.min((long) (page - 1) * size, all.size());
        var items = all.subList((int) from, (int) Math.min(from + size, all.size()));
        var links = links(call, base, page, Math.max(1, Math.ceilDiv(all.size(), size)));
        return new Answer(
                200, Rendering.list(items, rendering), links.isEmpty() ? Map.of() : Map.of("Link", links), null);
    }

    private static String links(Call call, String base, int page, int last) {
        var links = new ArrayList<String>();
        if (page > 1) {
            links.add(link(call, base, page - 1, "prev"));
        }
        if (page < last) {
            links.add(link(call, base, page + 1, "next"));
            links.add(link(call, base, last, "last"));
        }
        if (page > 1) {
            links.add(link(call, base, 1, "first"));
        }
        return String.join(", ", links);
    }

    private static String link(Call call, String base, int page, String relation) {
        var query = new StringBuilder();
        call.http().queryParamMap().forEach((name, values) -> {
            if (!name.equals("page")) {
                values.forEach(value ->
                        query.append(name).append('=').append(encoded(value)).append('&'));
            }
        });
        return "<" + base + call.http().path() + "?" + query + "page=" + page + ">; rel=\"" + relation + "\"";
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static int number(Call call, String name, int otherwise) {
        try {
            return Integer.parseInt(call.query(name, String.valueOf(otherwise)));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
