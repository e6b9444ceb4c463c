package io.movein.reporter.page;

import io.movein.model.State;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of the table is to be seen, as it stands in the address.
 *
 * @param state {@code open}, {@code all}, or a state as its label names it
 * @param text  in the title, the issue, the tenant or the owner
 * @param page  from 1
 */
record Filter(String state, String tenant, String text, int page) {
    private static final int LONGEST = 200;

    /** @param query of the address; what cannot be read is not there */
    static Filter of(@Nullable String query) {
        var values = values(query);
        return new Filter(
                values.getOrDefault("state", "open"),
                values.getOrDefault("tenant", ""),
                values.getOrDefault("q", ""),
                page(values.getOrDefault("page", "1")));
    }

    private static int page(String text) {
        return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : 1;
    }

    private static Map<String, String> values(@Nullable String query) {
        var values = new HashMap<String, String>();
        for (var pair : query == null ? new String[0] : query.split("&")) {
            var equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    var value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                    values.put(
                            pair.substring(0, equals),
                            value.strip()
                                    .substring(
                                            0, Math.min(LONGEST, value.strip().length())));
                } catch (IllegalArgumentException e) {
                    values.remove(pair.substring(0, equals)); // half an escape is no value
                }
            }
        }
        return values;
    }

    boolean shows(Row row) {
        return (state.equals("all") || (state.equals("open") ? !row.isClosed() : state.equals(nameOf(row.state()))))
                && (tenant.isEmpty() || tenant.equals(row.tenant()))
                && (text.isEmpty() || contains(row.title() + " " + row.id() + " " + row.tenant() + " " + row.owner()));
    }

    private boolean contains(String all) {
        return all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    /** As the label names it. */
    static String nameOf(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The address of another page of the same. */
    String at(int other) {
        var values =
                new TreeMap<>(Map.of("state", state, "tenant", tenant, "q", text, "page", Integer.toString(other)));
        var query = new StringBuilder("?");
        values.forEach((name, value) -> {
            if (!value.isEmpty()) {
                query.append(query.length() > 1 ? "&" : "")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }
}
