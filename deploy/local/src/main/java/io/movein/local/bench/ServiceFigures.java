package io.movein.local.bench;

import io.movein.local.stack.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a service says of itself on /prometheus. */
public record ServiceFigures(double heapMegabytes, double residentMegabytes, double cpuSeconds) {
    public static ServiceFigures of(ServiceProcess service) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(service.url().resolve("/prometheus")).build();
            var text = client.send(request, BodyHandlers.ofString()).body();
            return new ServiceFigures(
                    sum(text, "jvm_memory_used_bytes{area=\"heap\"") / 1e6,
                    resident(service.pid()),
                    sum(text, "process_cpu_time_ns_total") / 1e9);
        }
    }

    /** Not a number where the system does not tell it. */
    static double resident(long pid) throws IOException {
        var status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .sum();
    }

    private static double sum(String text, String beginning) {
        return text.lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
