package io.movein.storage.configuration;

import java.time.Duration;
import java.util.List;

/** @param evidence folders below the evidence's prefix */
public record DeleteSource(List<String> evidence, Duration window) {}
