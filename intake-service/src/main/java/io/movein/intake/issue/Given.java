package io.movein.intake.issue;

import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/** A command as it was given: its id comes from GitHub, so that reading it again says nothing new. */
record Given(String id, Instant time, SpecificRecord body) {}
