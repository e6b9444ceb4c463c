/** The configuration of a live migration, as {@code live-migration.schema.json} describes it. */
@org.jspecify.annotations.NullMarked
package io.movein.live.configuration;
