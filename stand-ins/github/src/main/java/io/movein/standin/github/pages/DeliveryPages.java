package io.movein.standin.github.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.movein.standin.github.webhook.Deliveries;
import java.util.List;
import java.util.Map;

/** What became of the last webhook deliveries; each can be sent again. */
final class DeliveryPages {

    private static final String PATH = "/_stand-in/deliveries";
    private static final int SHOWN = 100;

    private final Deliveries deliveries;
    private final Views views;

    DeliveryPages(Deliveries deliveries, Views views) {
        this.deliveries = deliveries;
        this.views = views;
    }

    void addTo(RoutesConfig routes, Pages pages) {
        routes.get(PATH, pages.page(this::list));
        routes.post(PATH + "/{id}", pages.page(this::redeliver));
    }

    private void list(Context http) {
        List<?> newest = deliveries.log().reversed().stream().limit(SHOWN).toList();
        views.show(http, "deliveries", Map.of("deliveries", newest));
    }

    private void redeliver(Context http) {
        deliveries.redeliver(http.pathParam("id"));
        http.redirect(PATH, HttpStatus.SEE_OTHER);
    }
}
